from django.contrib import admin


class Desk(admin.AdminSite):
    site_header = "The curators' desk"
    site_title = "socialchange desk"
    index_title = "What needs you today"


desk = Desk(name="desk")
