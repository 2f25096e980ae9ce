from django.urls import include, path

from workshops.checkin import door, passes, walk_in

app_name = "checkin"

door_urls = [
    path("", door.door, name="door"),
    path("here/", door.here, name="here"),
    path("undo/", door.undo, name="undo"),
    path("state/", door.state, name="state"),
    path("list/", door.print_list, name="list"),
    path("guest/", walk_in.walk_in, name="walk_in"),
    path("guest/<slug:reference>/", walk_in.known, name="known"),
    path("pass/<str:token>/", passes.open_pass, name="pass"),
]

urlpatterns = [
    path("checkin/<slug:slug>/", include(door_urls)),
]
