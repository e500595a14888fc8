#include "web/conversation.h"

#include <doctest/doctest.h>

#include "base/limits.h"

using namespace avow;
using namespace avow::web;

namespace {

const std::string kGet = "GET / HTTP/1.1\r\nHost: 127.0.0.1:8123\r\n\r\n";
const std::string kLast = "GET / HTTP/1.1\r\nHost: 127.0.0.1:8123\r\nConnection: close\r\n\r\n";
constexpr std::chrono::milliseconds kMoment{1};

struct Line {
  TimePoint now{};
  Conversation talk{now};

  void say(std::string_view bytes) { talk.receive(bytes_of(bytes), now); }
  std::string hear() {
    std::string out(text_of(talk.pending_output()));
    talk.output_sent(out.size(), now);
    return out;
  }
  void wait(std::chrono::milliseconds time) {
    now += time;
    talk.handle_timeout(now);
  }
  bool asked() { return talk.poll_request().has_value(); }
};

}  // namespace

TEST_CASE("requests are answered one by one, in order") {
  Line line;
  line.say(kGet + kGet);
  REQUIRE(line.asked());
  CHECK_FALSE(line.asked());
  line.talk.answer({.body = "first"}, line.now);
  REQUIRE(line.asked());
  line.talk.answer({.body = "second"}, line.now);
  const std::string heard = line.hear();
  CHECK(heard.find("first") < heard.find("second"));
  CHECK(heard.find("Connection: close") == std::string::npos);
  CHECK_FALSE(line.talk.is_over());
}

TEST_CASE("HEAD hears what GET would, without the body, and the next answer begins where it should") {
  Line line;
  line.say("HEAD / HTTP/1.1\r\nHost: 127.0.0.1:8123\r\n\r\n" + kGet);
  REQUIRE(line.asked());
  line.talk.answer({.body = "first"}, line.now);
  REQUIRE(line.asked());
  line.talk.answer({.body = "second"}, line.now);
  const std::string heard = line.hear();
  CHECK(heard.find("Content-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\n") != std::string::npos);
  CHECK(heard.ends_with("\r\n\r\nsecond"));
}

TEST_CASE("whoever sends more and more without waiting is cut off") {
  Line line;
  line.say(kGet);
  REQUIRE(line.asked());
  line.say(std::string(limits::kPageHeadBytesMax, 'a'));
  CHECK_FALSE(line.talk.is_over());
  line.say("a");
  CHECK(line.talk.is_over());
}

TEST_CASE("a bad request is answered once, and then nothing more is read") {
  Line line;
  line.say("GET / HTTP/1.1\nHost: x\n\n" + kGet);
  CHECK_FALSE(line.asked());
  const std::string heard = line.hear();
  CHECK(heard.starts_with("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(heard.find("Connection: close\r\n") != std::string::npos);
  line.say(kGet);
  CHECK_FALSE(line.asked());
  CHECK(line.talk.only_listens());
  line.wait(limits::kPageLinger);
  CHECK(line.talk.is_over());
}

TEST_CASE("the last answer is said before the line closes") {
  Line line;
  line.say(kLast);
  REQUIRE(line.asked());
  line.talk.answer({.body = "bye"}, line.now);
  CHECK_FALSE(line.talk.only_listens());
  CHECK(line.hear().find("Connection: close\r\n") != std::string::npos);
  CHECK(line.talk.only_listens());
  line.wait(limits::kPageLinger - kMoment);
  CHECK_FALSE(line.talk.is_over());
  line.wait(kMoment);
  CHECK(line.talk.is_over());
}

TEST_CASE("a silent line is closed, a half request is answered with a word") {
  Line silent;
  silent.wait(limits::kPageIdleTimeout - kMoment);
  CHECK_FALSE(silent.talk.is_over());
  silent.wait(kMoment);
  CHECK(silent.talk.is_over());

  Line slow;
  slow.say("GET");
  for (int i = 0; i < 9; ++i) {  // a byte now and then helps nothing
    slow.wait(std::chrono::seconds(1));
    slow.say("T");
  }
  slow.wait(std::chrono::milliseconds(999));
  CHECK(slow.talk.pending_output().empty());
  slow.wait(kMoment);
  CHECK(slow.hear().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_CASE("an answer may take its time, a reader that takes nothing may not") {
  Line line;
  line.say(kGet);
  REQUIRE(line.asked());
  CHECK_FALSE(line.talk.next_timeout().has_value());
  line.talk.begin_stream(kJsonLines, line.now);
  line.talk.stream("{}\n", line.now);
  line.wait(limits::kPageStallTimeout - kMoment);
  line.talk.output_sent(1, line.now);
  line.wait(limits::kPageStallTimeout - kMoment);
  CHECK_FALSE(line.talk.is_over());
  line.wait(kMoment);
  CHECK(line.talk.is_over());
}

TEST_CASE("an answer in pieces has an end that can be seen") {
  Line line;
  line.say(kGet);
  REQUIRE(line.asked());
  line.talk.begin_stream(kEventStream, line.now);
  line.talk.stream("0123456789abcdef", line.now);
  line.talk.stream("", line.now);
  line.talk.end_stream(line.now);
  const std::string heard = line.hear();
  CHECK(heard.find("Content-Type: text/event-stream; charset=utf-8\r\n") != std::string::npos);
  CHECK(heard.ends_with("\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"));
  line.say(kGet);
  CHECK(line.asked());
}

TEST_CASE("what was sent is not kept") {
  Line line;
  line.say(kGet);
  REQUIRE(line.asked());
  line.talk.begin_stream(kJsonLines, line.now);
  std::string heard;
  for (int i = 0; i < 50; ++i) {
    line.talk.stream(std::string(10'000, static_cast<char>('a' + i % 26)), line.now);
    const auto some = line.talk.pending_output().first(9'000);
    heard += text_of(some);
    line.talk.output_sent(some.size(), line.now);
  }
  heard += line.hear();
  for (int i = 0; i < 50; ++i) {
    const auto at = heard.find("2710\r\n");
    REQUIRE(at != std::string::npos);
    CHECK(heard.substr(at + 6, 10'002) == std::string(10'000, static_cast<char>('a' + i % 26)) + "\r\n");
    heard.erase(0, at + 6 + 10'002);
  }
}
