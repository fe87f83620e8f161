"""The root of the public API. Rooms' routers are named by string."""

from ninja import NinjaAPI

api = NinjaAPI(title="LVV", version="1", urls_namespace="api", docs_url="docs")
urlpatterns = api.urls[0]
