"""What all pages share: errors, security headers, language, display, navigation, assets, the API's frame."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from whitenoise import WhiteNoise

from portal.config import ROOT
from portal.web import errors, headers, health, language, navigation, template_words
from portal.web.assets import init_assets

csrf = CSRFProtect()


def init_web(app: Flask) -> None:
    """Attach what all pages share to ``app``."""
    csrf.init_app(app)
    language.init_language(app)
    init_assets(app)
    template_words.init_template_words(app)
    errors.init_errors(app)
    headers.init_headers(app)
    navigation.init_navigation(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(language.blueprint)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=ROOT / "portal" / "static",
        prefix="static/",
        immutable_file_test=lambda path, url: "/dist/" in url,
    )
