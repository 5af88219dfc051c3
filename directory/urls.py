"""Every public address, in the order of the site map."""

from django.urls import include, path, register_converter

from directory.views import (
    changes,
    collections,
    compare,
    conventions,
    feeds,
    health,
    history,
    logos,
    organizations,
    pages,
    people,
    sharing,
    suggestions,
    topics,
)


class FeedKind:
    """The last part of a feed's name."""

    regex = "atom|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class UnicodeSlug:
    """A slug in any script."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FeedKind, "feed_kind")
register_converter(UnicodeSlug, "unicode_slug")

app_name = "directory"
urlpatterns = [
    path("", pages.home, name="home"),
    path("organizations/", organizations.organization_list, name="organization_list"),
    path("organizations/<unicode_slug:slug>/", organizations.organization_detail, name="organization_detail"),
    path("organizations/<unicode_slug:slug>/history/", history.organization_history, name="organization_history"),
    path("organizations/<unicode_slug:slug>/card.png", sharing.organization_picture, name="organization_picture"),
    path("topics/", topics.topic_list, name="topic_list"),
    path("topics/<unicode_slug:slug>/", topics.topic_detail, name="topic_detail"),
    path("topics/<unicode_slug:slug>/feed.<feed_kind:kind>", feeds.topic_feed, name="topic_feed"),
    path("topics/<unicode_slug:slug>/feeds.opml", feeds.opml_of_topic, name="opml_of_topic"),
    path("people/", people.person_list, name="person_list"),
    path("people/<unicode_slug:slug>/", people.person_detail, name="person_detail"),
    path("collections/", collections.collection_list, name="collection_list"),
    path("collections/<unicode_slug:slug>/", collections.collection_detail, name="collection_detail"),
    path("changes/", changes.change_list, name="change_list"),
    path("shortlist/", compare.shortlist, name="shortlist"),
    path("compare/", compare.compare, name="compare"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("media/logos/<str:name>", logos.logo, name="logo"),
    path("feeds/organizations.<feed_kind:kind>", feeds.organization_feed, name="organization_feed"),
    path("feeds/changes.atom", feeds.change_feed, name="change_feed"),
    path("data/feeds.opml", feeds.opml_of_all, name="opml_of_all"),
    path("", include("directory.opendata.urls")),
    path("oembed", sharing.oembed, name="oembed"),
    path("embed/organizations/<unicode_slug:slug>/", sharing.embed_organization, name="embed_organization"),
    path("suggest.json", suggestions.suggestions, name="suggestions"),
    path("sitemap.xml", conventions.sitemap, name="sitemap"),
    path("sitemap-pages.xml", conventions.sitemap_of_pages, name="sitemap_of_pages"),
    path("sitemap-<str:section>-<int:part>.xml", conventions.sitemap_part, name="sitemap_part"),
    path("robots.txt", conventions.robots, name="robots"),
    path("opensearch.xml", conventions.opensearch, name="opensearch"),
    path(".well-known/security.txt", conventions.security, name="security"),
    path("llms.txt", conventions.llms, name="llms"),
    path("api/", include("directory.api.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
