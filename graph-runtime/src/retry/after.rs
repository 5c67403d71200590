//! `Retry-After`: how long a service asks to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The wait that `Retry-After` asks for (RFC 9110 section 10.2.3); none where it is missing or makes no sense. Graph sends
/// fractions of seconds, which the RFC does not know.
pub(crate) fn asked_wait(headers: &HeaderMap, now: Option<SystemTime>) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let asked = text(RETRY_AFTER)?;
    let is_number = asked.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number {
        let seconds: f64 = asked.parse().ok()?;
        // A number too large for a duration is a wait too long for anybody.
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    // By the clock of the service, where it tells: the two may differ.
    let since = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok()).or(now)?;
    Some(until.duration_since(since).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::HeaderMap;
    use http::header::{DATE, HeaderValue, RETRY_AFTER};

    use super::asked_wait;

    fn asked(retry_after: &'static str, date: Option<&'static str>) -> Option<Duration> {
        let mut headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(retry_after))]);
        headers.extend(date.map(|date| (DATE, HeaderValue::from_static(date))));
        asked_wait(&headers, Some(SystemTime::UNIX_EPOCH))
    }

    #[test]
    fn seconds_may_have_a_fraction() {
        assert_eq!(asked("7", None), Some(Duration::from_secs(7)));
        assert_eq!(asked(" 2.125 ", None), Some(Duration::from_millis(2125)));
        assert_eq!(asked("0", None), Some(Duration::ZERO));
        assert_eq!(asked("99999999999999999999999999", None), Some(Duration::MAX));
    }

    #[test]
    fn dates_are_read_by_the_clock_of_the_service() {
        let until = "Thu, 01 Jan 1970 00:01:40 GMT";
        assert_eq!(asked(until, None), Some(Duration::from_secs(100)));
        assert_eq!(asked(until, Some("Thu, 01 Jan 1970 00:01:30 GMT")), Some(Duration::from_secs(10)));
        assert_eq!(asked(until, Some("Thu, 01 Jan 1970 00:02:00 GMT")), Some(Duration::ZERO));
        assert_eq!(asked(until, Some("soon")), Some(Duration::from_secs(100)));
    }

    #[test]
    fn what_makes_no_sense_is_not_asked() {
        for text in ["", "-5", "soon", "NaN", "inf", "1e9", "1.2.3", ".", "5 s"] {
            assert_eq!(asked(text, None), None, "{text}");
        }
    }
}
