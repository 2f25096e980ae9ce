from django.shortcuts import redirect, render

from workshops.desk.forms import WithdrawForm
from workshops.desk.policy import by_nomination_link
from workshops.registration import nomination


@by_nomination_link("GET", "HEAD", "POST")
def withdraw(request, visit):
    """The municipality does not come. Asks on a page of its own, for it ends the nomination."""
    form = WithdrawForm()
    if request.method == "POST" and "switch" in request.POST:
        form = WithdrawForm.as_typed(request)
    elif request.method == "POST":
        form = WithdrawForm(request.POST)
        if form.is_valid():
            remark = form.cleaned_data["remark"]
            nomination.withdraw(visit.delegation, by=None, remark=remark)
            return redirect(visit.url("nomination"))
    context = {"visit": visit, "form": form}
    status = 422 if form.errors else 200
    return render(request, "workshops/desk/withdraw.html", context, status=status)
