"""How curators prove who they are: django-allauth at the desk's addresses, in the desk's face."""
