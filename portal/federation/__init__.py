"""Between the walls: mechanisms, referrals in envelopes, later disputes, joint handling, bulletins and meetings."""
