"""How the desk’s lists write dates: as the rest of the site does."""
