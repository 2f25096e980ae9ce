from django.urls import include, path

from workshops.desk import (
    answers,
    check,
    contact,
    head,
    interest,
    letter,
    people,
    person,
    register,
    start,
    withdraw,
)
from workshops.desk.reply import own, pages, papers

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

for_urls = [
    path("", pages.for_reply, name="for_reply"),
    path("open/", pages.for_open, name="for_open"),
    path("answer/", pages.for_answer, name="for_answer"),
    path("travel/", pages.for_travel, name="for_travel"),
    path("withdraw/", pages.for_withdraw, name="for_withdraw"),
    path("materials/<int:pk>/", papers.for_material, name="for_material"),
    path("letter.pdf", papers.for_letter, name="for_letter"),
    path("certificate.pdf", papers.for_certificate, name="for_certificate"),
    path("calendar.ics", papers.for_calendar, name="for_calendar"),
]

answers_urls = [
    path("", answers.answers, name="answers"),
    path("open/", answers.open_answers, name="open_answers"),
    path("<slug:reference>/", include(for_urls)),
]

reply_urls = [
    path("", pages.reply, name="reply"),
    path("open/", pages.open_reply, name="reply_open"),
    path("answer/", pages.answer_page, name="reply_answer"),
    path("travel/", pages.travel_page, name="reply_travel"),
    path("withdraw/", pages.withdraw_page, name="reply_withdraw"),
    path("consents/", own.consent_page, name="reply_consents"),
    path("consents/say/", own.consent_say, name="reply_say"),
    path("privacy/", own.privacy, name="reply_privacy"),
    path("privacy/data.json", own.download, name="reply_data"),
    path("materials/<int:pk>/", papers.material, name="reply_material"),
    path("letter.pdf", papers.letter, name="reply_letter"),
    path("certificate.pdf", papers.certificate, name="reply_certificate"),
    path("calendar.ics", papers.calendar, name="reply_calendar"),
]

desk_urls = [
    path("", start.nomination, name="nomination"),
    path("open/", start.open_desk, name="open"),
    path("begin/", start.begin, name="begin"),
    path("people/", people.people, name="people"),
    path("people/", include(person_urls)),
    path("head/", head.head, name="head"),
    path("letter/", include(letter_urls)),
    path("answers/", include(answers_urls)),
    path("check/", check.check, name="check"),
    path("sent/", check.sent, name="sent"),
    path("withdraw/", withdraw.withdraw, name="withdraw"),
    path("information/", start.information, name="information"),
]

interest_urls = [
    path("", interest.take_part, name="take_part"),
    path("sent/", interest.sent, name="take_part_sent"),
]

register_urls = [
    path("", register.register, name="register"),
    path("sent/", register.sent, name="register_sent"),
]

urlpatterns = [
    path("i/<str:token>/", include(desk_urls)),
    path("d/<str:token>/", include(reply_urls)),
    path("workshops/<slug:slug>/take-part/", include(interest_urls)),
    path("workshops/<slug:slug>/register/", include(register_urls)),
    path("c/<str:token>/", contact.details, name="contact"),
    path("r/<str:token>/", register.confirm, name="register_confirm"),
]
