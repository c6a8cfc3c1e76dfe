"""The table of contents: every way to reach a handler, who may use it, and its line in the channels' command menu."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n import mark
from bot.routes import Role, Route
from handlers import (
    announce,
    announce_questions,
    ask,
    browse,
    cases,
    entries,
    helpful,
    hours,
    joining,
    language,
    latest,
    learning,
    making,
    media,
    notices,
    privacy,
    rate,
    rate_form,
    rate_next,
    rate_words,
    receipts,
    report,
    staff,
    start,
    subscribe,
    suggest,
    unsure,
)

_ROUTES: tuple[Route, ...] = (
    # what one asks
    Route(rate_words.beside(ask.ask), Role.CITIZEN, text=True),
    Route(media.not_words, Role.CITIZEN, other=True),
    Route(entries.pick, Role.CITIZEN, button="pick"),
    Route(unsure.none_of_these, Role.CITIZEN, button="none"),
    Route(entries.show, Role.CITIZEN, button="show"),
    Route(entries.open_entry, Role.CITIZEN, button="open"),
    Route(helpful.helped, Role.CITIZEN, button="helped"),
    # finding one's way
    Route(start.start, Role.CITIZEN, command="start", words=("start", "bắt đầu")),
    Route(
        browse.menu,
        Role.CITIZEN,
        command="menu",
        menu=mark("Fields of work"),
        words=("menu", "danh mục", "lĩnh vực", "các lĩnh vực", "thực đơn"),
        button="menu",
    ),
    Route(browse.field, Role.CITIZEN, button="field"),
    Route(
        hours.hours,
        Role.CITIZEN,
        command="gio",
        menu=mark("Opening hours"),
        words=("giờ", "giờ làm việc", "hours", "opening hours"),
        button="hours",
    ),
    Route(
        hours.address,
        Role.CITIZEN,
        command="diachi",
        menu=mark("Address"),
        words=("địa chỉ", "address"),
        button="address",
    ),
    Route(
        hours.phone, Role.CITIZEN, command="dienthoai", words=("số điện thoại", "đường dây nóng", "phone", "hotline")
    ),
    Route(
        start.help_,
        Role.CITIZEN,
        command="trogiup",
        menu=mark("Help"),
        words=("trợ giúp", "giúp", "hướng dẫn", "help"),
        button="help",
    ),
    Route(start.help_, Role.CITIZEN, command="help"),
    # the ward's staff
    Route(joining.join, Role.CITIZEN, match=joining.is_code),
    Route(
        staff.sign_in,
        Role.OFFICIAL,
        command="quantri",
        menu=mark("Link to the staff's pages"),
        words=("quản trị", "đăng nhập quản trị", "trang cán bộ", "sign in"),
    ),
    Route(
        staff.invite,
        Role.ADMINISTRATOR,
        command="moi",
        menu=mark("Invite somebody"),
        words=("mời người", "mời cán bộ", "invite"),
    ),
    Route(staff.named, Role.ADMINISTRATOR, step="invite"),
    Route(staff.button, Role.ADMINISTRATOR, button="invite"),
    # how the visit was
    Route(
        rate.begin,
        Role.CITIZEN,
        command="danhgia",
        menu=mark("Rate a visit"),
        words=(
            *("đánh giá", "chấm điểm", "chấm điểm phường", "đánh giá phường", "đánh giá tiếp", "chấm tiếp", "rate"),
            *("tôi muốn đánh giá", "tui muốn đánh giá", "muốn đánh giá", "muốn chấm điểm", "tui muốn chấm điểm"),
            *("đánh giá mức hài lòng", "đánh giá sự hài lòng", "đánh giá dịch vụ", "chấm mức hài lòng", "rate a visit"),
        ),
    ),
    Route(rate.tapped, Role.CITIZEN, button="rate"),
    Route(rate.typed_code, Role.CITIZEN, match=rate.is_counter_code),
    Route(
        rate.in_words,
        Role.CITIZEN,
        words=("rất hài lòng", "hài lòng", "bình thường", "không hài lòng", "rất không hài lòng"),
    ),
    Route(
        rate.again,
        Role.CITIZEN,
        button="again",
        words=("đổi ý", "đổi ý kiến", "đổi đánh giá", "chấm lại", "đánh giá lại", "change my mind"),
    ),
    Route(rate.never, Role.CITIZEN, button="askme", words=("đừng hỏi tôi nữa", "đừng hỏi tui nữa", "đừng hỏi nữa")),
    Route(rate_form.answered, Role.CITIZEN, button="form"),
    Route(rate_next.pressed, Role.CITIZEN, button="more"),
    Route(rate_words.said, Role.CITIZEN, step=rate_next.STEP),
    Route(cases.listed, Role.ADMINISTRATOR, command="vuviec", words=("vụ việc", "các vụ việc", "cases")),
    Route(cases.button, Role.ADMINISTRATOR, button="case"),
    Route(cases.words, Role.ADMINISTRATOR, step=cases.STEP),
    # papers handed in
    Route(receipts.typed, Role.CITIZEN, match=receipts.is_code),
    Route(
        receipts.mine,
        Role.CITIZEN,
        command="phieu",
        menu=mark("My receipts"),
        words=("phiếu của tôi", "hồ sơ của tôi", "phiếu hẹn của tôi", "mã hồ sơ của tôi", "my receipts"),
    ),
    Route(receipts.button, Role.CITIZEN, button="receipt"),
    Route(
        making.begin,
        Role.OFFICIAL,
        command="hoso",
        menu=mark("A code for a receipt"),
        words=("tạo mã", "tạo mã hồ sơ", "tạo phiếu", "make a code"),
    ),
    Route(making.button, Role.OFFICIAL, button="make"),
    Route(making.procedure, Role.OFFICIAL, step="make-procedure"),
    Route(making.day, Role.OFFICIAL, step="make-day"),
    # news of the ward
    Route(
        subscribe.menu,
        Role.CITIZEN,
        command="dangky",
        menu=mark("News of the ward"),
        words=(
            *("đăng ký tin", "đăng ký nhận tin", "nhận tin", "đăng ký", "nhận tin của phường", "nhận thông báo"),
            *("đăng ký nhận thông báo", "theo dõi tin", "subscribe", "subscribe to news"),
        ),
    ),
    Route(subscribe.button, Role.CITIZEN, button="news"),
    Route(subscribe.typed_quiet, Role.CITIZEN, step=subscribe.QUIET_STEP),
    Route(
        latest.latest,
        Role.CITIZEN,
        command="tin",
        menu=mark("Latest news"),
        words=("tin", "tin mới", "tin tức", "xem tin", "tin phường", "tin mới nhất", "thông báo mới", "latest news"),
    ),
    Route(latest.button, Role.CITIZEN, button="latest"),
    Route(latest.search, Role.CITIZEN, step=latest.STEP),
    Route(
        notices.listed,
        Role.OFFICIAL,
        command="thongbao",
        menu=mark("Write a notice"),
        words=("thông báo", "các thông báo", "duyệt thông báo", "notices"),
    ),
    Route(announce.begin, Role.OFFICIAL, words=("viết thông báo", "soạn thông báo", "write a notice")),
    Route(announce.button, Role.OFFICIAL, button="write"),
    Route(announce.words, Role.OFFICIAL, step=announce_questions.STEP, public=True),
    Route(notices.button, Role.OFFICIAL, button="notice"),
    Route(notices.words, Role.OFFICIAL, step=notices.STEP, public=True),
    # suggestions to the ward
    Route(
        suggest.begin,
        Role.CITIZEN,
        command="gopy",
        menu=mark("Suggestions to the ward"),
        words=(
            *("góp ý", "tôi muốn góp ý", "tui muốn góp ý", "muốn góp ý", "gửi góp ý", "góp ý cho phường", "suggest"),
            *("sáng kiến", "tôi có sáng kiến", "tui có sáng kiến", "gửi sáng kiến", "hiến kế", "make a suggestion"),
        ),
    ),
    Route(suggest.button, Role.CITIZEN, button="suggest"),
    Route(suggest.said, Role.CITIZEN, step=suggest.STEP),
    # about oneself
    Route(
        language.language,
        Role.CITIZEN,
        command="ngonngu",
        menu=mark("Language"),
        words=("ngôn ngữ", "đổi ngôn ngữ", "language", "english", "tiếng anh", "tiếng việt", "vietnamese"),
        button="lang",
    ),
    Route(language.language, Role.CITIZEN, command="language"),
    Route(
        language.asked,
        Role.CITIZEN,
        words=(
            *("do you speak english", "can you speak english", "you speak english", "speak english", "english please"),
            *("in english", "in english please", "do you understand english", "i do not speak vietnamese"),
        ),
    ),
    Route(
        privacy.kept,
        Role.CITIZEN,
        command="dulieu",
        menu=mark("My data"),
        words=("dữ liệu", "dữ liệu của tôi", "xem dữ liệu", "xem dữ liệu của tôi", "my data"),
    ),
    Route(privacy.button, Role.CITIZEN, button="data"),
    Route(
        privacy.erase,
        Role.CITIZEN,
        command="xoa",
        words=("xóa dữ liệu", "xóa dữ liệu của tôi", "xóa dữ liệu của tui", "xóa hết dữ liệu", "erase my data"),
    ),
    Route(privacy.confirmed, Role.CITIZEN, step="erase"),
    Route(
        start.stop,
        Role.CITIZEN,
        command="dung",
        menu=mark("Stop"),
        words=(
            *("dừng", "dừng lại", "ngừng", "thôi", "stop", "hủy", "hủy đăng ký", "hủy tin", "hủy nhận tin", "cancel"),
            *("ngừng tin", "ngừng nhận tin", "dừng tin", "dừng nhận tin", "đừng gửi nữa", "đừng gửi tin nữa"),
            *("tắt tin", "không nhận tin nữa", "unsubscribe", "stop news"),
        ),
        button="stop",
        first=("dừng", "ngừng", "hủy", "huỷ", "stop"),
    ),
    Route(start.stop, Role.CITIZEN, command="stop"),
    # for administrators
    Route(
        report.report,
        Role.ADMINISTRATOR,
        command="baocao",
        menu=mark("Report"),
        words=(
            *("báo cáo", "report", "báo cáo tuần này", "báo cáo tháng này", "báo cáo tháng trước"),
            *("báo cáo quý này", "báo cáo năm nay"),
        ),
        button="report",
    ),
    Route(
        learning.listed,
        Role.ADMINISTRATOR,
        command="hochoi",
        menu=mark("What to learn"),
        words=("học hỏi", "câu chưa trả lời được", "bot chưa biết gì", "what to learn"),
    ),
    Route(report.weekly, Role.ADMINISTRATOR, button="weekly"),
)

ROUTES: tuple[Route, ...] = tuple(replace(route, to=start.welcome_first(route.to)) for route in _ROUTES)
