from django.urls import include, path

from workshops.desk import check, head, interest, letter, people, person, start, withdraw

app_name = "desk"

person_urls = [
    path("new/", person.new, name="new_person"),
    path("<slug:reference>/", person.person, name="person"),
    path("<slug:reference>/remove/", person.remove, name="remove"),
    path("<slug:reference>/move/", people.move, name="move"),
]

letter_urls = [
    path("", letter.letter, name="letter"),
    path("file/", letter.file, name="letter_file"),
    path("remove/", letter.remove, name="letter_remove"),
]

desk_urls = [
    path("", start.nomination, name="nomination"),
    path("open/", start.open_desk, name="open"),
    path("begin/", start.begin, name="begin"),
    path("people/", people.people, name="people"),
    path("people/", include(person_urls)),
    path("head/", head.head, name="head"),
    path("letter/", include(letter_urls)),
    path("check/", check.check, name="check"),
    path("sent/", check.sent, name="sent"),
    path("withdraw/", withdraw.withdraw, name="withdraw"),
    path("information/", start.information, name="information"),
]

interest_urls = [
    path("", interest.take_part, name="take_part"),
    path("sent/", interest.sent, name="take_part_sent"),
]

urlpatterns = [
    path("i/<str:token>/", include(desk_urls)),
    path("workshops/<slug:slug>/take-part/", include(interest_urls)),
]
