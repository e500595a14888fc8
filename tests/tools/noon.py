"""A time zone in which it is noon now, so that what a test types means the same at every hour: between midnight and 04:00
"today" and "tomorrow" may each be two days, and avow asks which."""
import datetime


def noon_zone():
    ahead = 12 - datetime.datetime.now(datetime.timezone.utc).hour  # -11 … 12
    return f"Etc/GMT{'-' if ahead > 0 else '+'}{abs(ahead)}"  # in these names the sign is the other way round
