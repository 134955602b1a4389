"""The addresses of the desk's pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from crosstally.desk import (
    api,
    authority,
    copies,
    findings_pages,
    flood,
    intake,
    language,
    paper,
    passkey_pages,
    people,
    person_pages,
    progress,
    quality_pages,
    queue_pages,
    record_pages,
    roster,
    second_factor_pages,
    sending_pages,
    sheets,
    telephone,
    token_pages,
)
from crosstally.desk.logging_in import LogIn, log_out_everywhere

urlpatterns = [
    path("", sheets.work, name="work"),
    path("login/", LogIn.as_view(), name="login"),
    path("authority.crt", authority.authority, name="authority"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("logout/everywhere/", log_out_everywhere, name="logout-everywhere"),
    path("language/", language.choose, name="language"),
    path("join/<str:token>/", people.join, name="join"),
    path("invite/", people.invite, name="invite"),
    path("people/", roster.people, name="people"),
    path("people/require/", second_factor_pages.require, name="require"),
    path("people/<int:number>/", person_pages.person, name="person"),
    path("people/<int:number>/take-away/", second_factor_pages.take_away, name="take-away"),
    path("tokens/", token_pages.api_tokens, name="tokens"),
    path("tokens/<int:number>/revoke/", token_pages.revoke, name="revoke"),
    path("second-factor/", second_factor_pages.own, name="second-factor"),
    path("second-factor/passkeys/", passkey_pages.change, name="passkeys"),
    path("upload/", intake.upload, name="upload"),
    path("sending/", sending_pages.links, name="sending"),
    path("sending/flood/", flood.flood, name="flood"),
    path("send/<str:token>/", sending_pages.send, name="send"),
    path("offline/", queue_pages.offline, name="offline"),
    path("queue/", queue_pages.queue, name="queue"),
    path("worker.js", queue_pages.worker, name="worker"),
    path("telephone/", telephone.telephone, name="telephone"),
    path("paper/", paper.paper, name="paper"),
    path("copies/", copies.copies, name="copies"),
    path("quality/", quality_pages.quality, name="quality"),
    path("quality/draw/", quality_pages.draw_sheets, name="draw"),
    path("quality/put-back/", quality_pages.put_work_back, name="put-back"),
    path("progress/", progress.progress, name="progress"),
    path("screen/", progress.screen, name="screen"),
    path("public/", progress.public, name="public"),
    path("findings/", findings_pages.findings, name="findings"),
    path("findings/station/", findings_pages.station, name="station"),
    path("findings/complain/<str:step>/", findings_pages.complain, name="complain"),
    path("records/", record_pages.records, name="records"),
    path("records/fill/<str:form>/", record_pages.fill, name="fill"),
    path("records/one/<str:name>/", record_pages.record, name="record"),
    path("records/one/<str:name>/withdraw/", record_pages.withdraw, name="withdraw"),
    path("api/v1/", api.api.urls),
    path("openness/", progress.openness, name="openness"),
    path("sheet/<str:name>/", sheets.sheet, name="sheet"),
    path("sheet/<str:name>/relations/", sheets.relations, name="relations"),
    path("sheet/<str:name>/do/<str:kind>/", sheets.act, name="act"),
    path("sheet/<str:name>/page/<int:page>.jpg", intake.picture, name="picture"),
]

handler403 = "crosstally.desk.refusals.not_allowed"
handler404 = "crosstally.desk.refusals.not_found"
handler500 = "crosstally.desk.refusals.failed"
