"""The settings of a measured server, for gunicorn: one gevent worker and nothing beside it.

Named on the command line, so that gunicorn does not take the production server's settings from the folder it starts in.
"""

worker_class = "gevent"
workers = 1
control_socket_disable = True
loglevel = "error"
keepalive = 75  # a client waits while the other server is measured
