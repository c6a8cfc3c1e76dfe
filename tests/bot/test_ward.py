"""The ward's profile: what is read, what is refused and how, and what is honestly absent."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.clock import VIETNAM
from bot.ward import Ward, WardError

SHIPPED = Path(__file__).parents[2] / "ward.toml"


def load(folder: Path, text: str) -> Ward:
    path = folder / "ward.toml"
    path.write_text(text, encoding="utf-8")
    return Ward.load(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(WardError) as caught:
        load(folder, text)
    return caught.value.problems


def test_the_shipped_profile_holds_only_what_is_known() -> None:
    ward = Ward.load(SHIPPED)
    assert ward.name == "phường Long Phú"
    assert {"phường Long Hưng", "phường Long Châu"} <= {former.name for former in ward.former_names}
    assert (ward.desks, ward.hotline, ward.hours, ward.counters, ward.hamlets) == ((), "", None, (), ())
    missing = " ".join(ward.missing(date(2026, 11, 23)))
    for key in ("desks", "hotline", "hours", "counters", "hamlets", "2026", "2027", "ngày không viết"):
        assert key in missing


def test_the_shipped_samples_cannot_be_taken_for_facts() -> None:
    """Every sample value is a placeholder in capitals, without a figure."""
    samples = re.findall(r"^# \w+ = (.*?)(?: +#.*)?$", SHIPPED.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(samples) >= 15
    for sample in samples:
        said = re.sub(r"\b(on|name|instead_of) =|https://", "", sample)
        assert not any(char.isdigit() or char.islower() for char in said), sample


def test_a_profile_of_one_name_is_enough(tmp_path: Path) -> None:
    ward = load(tmp_path, 'name = "phường Mẫu"')
    assert ward.languages == ("vi", "en")
    assert not ward.opening(datetime(2026, 11, 23, 9, tzinfo=VIETNAM)).known
    assert ward.week() == {}
    assert ward.counter_for("ho-tich") is None


def test_every_problem_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    said = problems(
        tmp_path,
        """
name = "phường Mẫu"
hotlin = "1"
hotline = "gọi cô Ba"
map = "x"

[hours]
monday = ["7h-11h"]
tuesday = ["07:00-11:00", "10:00-12:00"]
funday = []

[[desks]]
name = "Một"
[[desks]]
name = ""
map_url = "maps/1"

[[special_days]]
id = "a"
weekday = "thứ Tư"
name = "n"
meaning = "m"
""",
    )
    text = "\n".join(said)
    assert "ward.toml, line 3: hotlin: there is no such key" in text
    assert "line 4: hotline: " in text
    assert "line 8: hours.monday[1]: '7h-11h' is not a stretch of the day" in text
    assert "line 10: hours.funday: there is no such key" in text
    assert "line 15: desks[2].name: " in text
    assert "line 16: desks[2].map_url: 'maps/1' is not a link" in text
    assert "line 20: special_days[1].weekday: 'thứ Tư' is not a weekday, write one of monday" in text
    assert all(line.startswith("ward.toml, line") for line in said)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "name: is missing"),
        ('name = "a', "is not valid TOML"),
        ('name = "a"\nname = "b"', "is not valid TOML"),
        ('name = ""', "name: "),
        ('name = "a"\nlanguages = ["vi", "km"]', "'km' is not spoken by the bot, choose from vi, en"),
        ('name = "a"\nlanguages = []', "languages: "),
        ('name = "a"\nhamlets = ["b", "b"]', "hamlets: b stands more than once"),
        ('name = "a"\nquiet_hours = "25:00-07:00"', "names a time that no clock shows"),
        ('name = "a"\nquiet_hours = "07:00-07:00"', "starts and ends at the same time"),
        ('name = "a"\n[hours]', "no day has hours"),
        ('name = "a"\n[hours]\nmonday = ["12:00-11:00"]', "monday: every stretch must end after it starts"),
        ('name = "a"\n[hours]\nmonday = ["07:00-11:00", "10:00-12:00"]', "before the next one starts"),
        ('name = "a"\n[holidays]\nopen_days = ["2026-01-01"]', "open_days[1]: "),
        ('name = "a"\n[holidays]\nopen_days = [1]', "open_days[1]: "),
        (
            'name = "a"\n[holidays]\nopen_days = [2026-03-02]\nextra_closed = [{on = 2026-03-02, name = "x"}]',
            "2026-03-02 is said to be open and closed",
        ),
        ('name = "a"\n[[counters]]\nid = "1"\nname = "x"\n[[counters]]\nid = "1"\nname = "y"', "counters: 1 stands"),
    ],
)
def test_what_is_wrong_is_said_plainly(tmp_path: Path, text: str, part: str) -> None:
    assert part in "\n".join(problems(tmp_path, text))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(WardError, match="cannot be read"):
        Ward.load(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes('name = "phường"'.encode("utf-16"))
    with pytest.raises(WardError, match="is not UTF-8 text"):
        Ward.load(tmp_path / "latin.toml")


def test_counters_by_field_of_work(tmp_path: Path) -> None:
    ward = load(
        tmp_path,
        'name = "a"\n[[counters]]\nid = "1"\nname = "Quầy một"\nfields = ["ho-tich", "chung-thuc"]\n'
        '[[counters]]\nid = "2"\nname = "Quầy hai"\nfields = ["chung-thuc"]\n',
    )
    found = ward.counter_for("chung-thuc")
    assert found
    assert found.name == "Quầy một"
    assert ward.counter_for("dat-dai") is None


def test_quiet_hours_go_over_midnight(tmp_path: Path) -> None:
    ward = load(tmp_path, 'name = "a"\nquiet_hours = "21:00-07:00"')
    quiet = [hour for hour in range(24) if ward.is_quiet(datetime(2026, 11, 23, hour, tzinfo=VIETNAM))]
    assert quiet == [0, 1, 2, 3, 4, 5, 6, 21, 22, 23]


def test_notices_of_holidays_are_asked_for_when_they_can_be_known(tmp_path: Path) -> None:
    ward = load(tmp_path, 'name = "a"\n[holidays]\nnotices = [2026]')
    assert not any("notice" in line for line in ward.missing(date(2026, 9, 30)))
    assert any("notice for 2027" in line for line in ward.missing(date(2026, 10, 1)))
    assert any("notice for 2027" in line for line in ward.missing(date(2027, 1, 2)))


def test_a_complete_profile_misses_nothing(tmp_path: Path) -> None:
    ward = load(
        tmp_path,
        """
name = "phường Mẫu"
province = "tỉnh Mẫu"
hotline = "1900 1234"
hamlets = ["khóm Mẫu"]
[[desks]]
name = "n"
address = "a"
[hours]
monday = ["07:00-11:00"]
[holidays]
notices = [2026]
[[counters]]
id = "1"
name = "Quầy"
[[special_days]]
id = "x"
weekday = "friday"
name = "n"
meaning = "m"
confirmed = true
[[special_days]]
id = "y"
weekday = "friday"
name = "n"
meaning = "m"
on = false
""",
    )
    assert ward.missing(date(2026, 5, 1)) == []
