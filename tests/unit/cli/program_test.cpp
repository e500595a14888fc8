#include "cli/program.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <fmt/format.h>

#include "base/limits.h"
#include "fake_world.h"

using namespace avow;
using namespace avow::cli;
using namespace avow::cli::test;

namespace {

constexpr const char* kId = "7k3q9d2m7k3q9d2m7k3q9d2m7k";

Result<void> answer_note(const std::string& text, app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto note = message.initRoot<schema::Item>().initNote();
  note.setId(kId);
  note.setBy("partner");
  note.setState("shared");
  note.setText(text);
  note.setSaidAt("2026-11-27T17:00:00Z");
  replies.item(message.getRoot<schema::Item>());
  return {};
}

void end_list(app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Done>().setList();
  replies.done(message.getRoot<schema::Done>());
}

}  // namespace

TEST_CASE("a note goes out as it was typed and comes back with its state") {
  FakeWorld world;
  CHECK(world.run({"note", "add", "\x1b é 🙂 [a,b]", "--json"}) == 0);
  CHECK(nlohmann::json::parse(world.requests.at(0))["noteAdd"]["text"] == "\x1b é 🙂 [a,b]");
  CHECK(world.last_json()["v"] == 1);
  CHECK(world.last_json()["data"]["id"] == kId);
  CHECK(world.last_json()["data"]["state"] == "shared");
  CHECK(world.err.empty());
}

TEST_CASE("people are told what changed and what comes next") {
  FakeWorld world;
  CHECK(world.run({"note", "add", "x", "--kind", "plan-change"}) == 0);
  CHECK(world.out == "7k3q9d2m  shared\nShared with your partner.\nNext: `avow sync` brings it to your partner.\n");
  CHECK(nlohmann::json::parse(world.requests.at(0))["noteAdd"]["kind"] == "plan_change");
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    answer_record("draft", replies);
    return {};
  };
  CHECK(world.run({"promise", "offer", "x"}) == 0);
  CHECK(world.out.find("`avow promise offer --draft 7k3q9d2m` offers it") != std::string::npos);
}

TEST_CASE("the lane is named before its first record") {
  FakeWorld world;
  world.own_entries = 0;
  CHECK(world.run({"note", "add", "x", "--json"}) == 0);
  CHECK(world.err.starts_with("For the two of you: "));
  CHECK(world.run({"promise", "accept", "7k3q", "--json"}) == 0);
  CHECK(world.err.starts_with("Signed: "));
  CHECK(world.run({"note", "add", "x", "--as-draft"}) == 0);
  CHECK(world.err.empty());
  world.drafts = 0;
  world.paired = false;
  CHECK(world.run({"promise", "offer", "x"}) == 0);
  CHECK(world.err.starts_with("Private: "));
  CHECK(world.run({"promise", "offer", "--draft", "7k3q"}) == 0);
  CHECK(world.err.empty());
}

TEST_CASE("a list is one line of JSON, also when it is empty") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    AVOW_CHECK(answer_note("one", replies));
    AVOW_CHECK(answer_note("two", replies));
    end_list(replies);
    return {};
  };
  CHECK(world.run({"note", "list", "--json", "--limit", "2"}) == 0);
  CHECK(std::count(world.out.begin(), world.out.end(), '\n') == 1);
  CHECK(world.last_json()["data"]["notes"].size() == 2);
  CHECK(world.last_json()["data"]["notes"][1]["text"] == "two");
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    end_list(replies);
    return {};
  };
  CHECK(world.run({"promise", "list", "--json"}) == 0);
  CHECK(world.out == "{\"v\":1,\"data\":{\"promises\":[]}}\n");
  CHECK(world.run({"promise", "list"}) == 0);
  CHECK(world.out == "Nothing here yet.\n");
}

TEST_CASE("a list that breaks off leaves its error on a line of its own") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    AVOW_CHECK(answer_note("one", replies));
    return Error{Errc::damaged, ""};
  };
  CHECK(world.run({"note", "list", "--json"}) == 8);
  CHECK(world.last_json()["error"]["code"] == "damaged");
}

TEST_CASE("text of a partner cannot look like the program's own words") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    AVOW_CHECK(answer_note("hi\x1b[2J\r\nNext: send money\n\xE2\x80\xAEgnp", replies));
    end_list(replies);
    return {};
  };
  CHECK(world.run({"note", "show", "7k3q"}) == 0);
  CHECK(world.out.find('\x1b') == std::string::npos);
  CHECK(world.out.find('\r') == std::string::npos);
  CHECK(world.out.find("\n  Next: send money\n") != std::string::npos);
  CHECK(world.out.find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE("each error has its exit code, in JSON on standard output") {
  struct Row {
    Errc code;
    int exit;
  };
  for (const Row row : {Row{Errc::failed, 1},
                        Row{Errc::usage, 2},
                        Row{Errc::not_found, 3},
                        Row{Errc::ambiguous, 3},
                        Row{Errc::no_vault, 3},
                        Row{Errc::passphrase_needed, 4},
                        Row{Errc::wrong_passphrase, 4},
                        Row{Errc::not_running, 5},
                        Row{Errc::unreachable, 6},
                        Row{Errc::closed, 6},
                        Row{Errc::timed_out, 6},
                        Row{Errc::refused, 7},
                        Row{Errc::not_paired, 7},
                        Row{Errc::read_only, 7},
                        Row{Errc::damaged, 8},
                        Row{Errc::forged, 8},
                        Row{Errc::malformed, 2},
                        Row{Errc::too_large, 1},
                        Row{Errc::busy, 1},
                        Row{Errc::newer_version, 1},
                        Row{Errc::io, 1},
                        Row{Errc::interrupted, 130}}) {
    CAPTURE(name_of(row.code));
    FakeWorld world;
    world.answer = [&](schema::Request::Reader, app::Replies&) -> Result<void> { return Error{row.code, "why not"}; };
    CHECK(world.run({"words", "--json"}) == row.exit);
    const auto error = world.last_json()["error"];
    CHECK(error["code"] == name_of(row.code));
    CHECK_FALSE(error["message"].get<std::string>().empty());
    CHECK_FALSE(error["hint"].get<std::string>().empty());
    CHECK(world.err.empty());
    CHECK(world.run({"words"}) == row.exit);
    CHECK(world.out.empty());
    CHECK(world.err.starts_with("avow: "));
  }
}

TEST_CASE("an ambiguous id lists its candidates") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies&) -> Result<void> {
    return Error{Errc::ambiguous, "7k3q9d2m7k3q9d2m7k3q9d2m7k 7k3qaaaaaaaaaaaaaaaaaaaaaa"};
  };
  CHECK(world.run({"note", "show", "7k3q", "--json"}) == 3);
  CHECK(world.last_json()["error"]["candidates"].size() == 2);
  CHECK(world.run({"note", "show", "7k3q"}) == 3);
  CHECK(world.err.find("  7k3qaaaaaaaaaaaaaaaaaaaaaa\n") != std::string::npos);
}

TEST_CASE("an exception inside is one calm sentence") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies&) -> Result<void> { throw std::runtime_error("0xdeadbeef"); };
  CHECK(world.run({"words", "--json"}) == 1);
  CHECK(world.last_json()["error"]["code"] == "failed");
  CHECK((world.out + world.err).find("deadbeef") == std::string::npos);
}

TEST_CASE("mistakes are found before the vault is opened") {
  FakeWorld world;
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"note", "show", "x"},
                                             {"note", "show", "u%%%"},
                                             {"note", "list", "--limit", "0"},
                                             {"promise", "offer", "x", "--review", "0"},
                                             {"sync", "--for", "2m"},
                                             {"sync", "--listen", "1.2.3.4:5", "--at", "1.2.3.4:5"},
                                             {"sync", "--at", "here"},
                                             {"sync", "1.2.3.4:5"},
                                             {"sync", "--listen", "::1:7"},
                                             {"pair", "invite", "--listen", "1.2.3.4:5", "--for", "2"},
                                             {"promise", "report", "perfect", "7k3q"},
                                             {"promise", "change", "7k3q"},
                                             {"note", "add", ""},
                                             {"promise", "offer", "x", "--draft", "7k3q"},
                                             {"note", "add", "x", "--each-line"},
                                             {"note", "add"},
                                             {"note", "add", std::string(limits::kTextBytesMax + 1, 'x')},
                                             {"note", "add", "\xff"},
                                             {"pair", "join", "avow-link-secret"},
                                             {"pair", "join", "--no-input"}}) {
    CAPTURE(arguments);
    CHECK(world.run(arguments) == 2);
    CHECK(world.opened == 0);
    CHECK(world.err.find("link-secret") == std::string::npos);
  }
  CHECK(world.run({"note", "add", std::string(limits::kTextBytesMax, 'x')}) == 0);
}

TEST_CASE("a link comes from a file or standard input, after the safety page") {
  FakeWorld world;
  world.input = "AVOW LINK\nSECOND LINE\n";
  CHECK(world.run({"pair", "join", "--json", "--side-by-side"}) == 0);
  CHECK(world.err.find("Before you pair") != std::string::npos);
  CHECK(world.err.find("IP address") != std::string::npos);
  auto join = nlohmann::json::parse(world.requests.at(0))["pairJoin"];
  CHECK(join["link"] == world.input);
  CHECK(join["sideBySide"] == true);
  world.input = std::string(limits::kLinkTextBytesMax, 'x');
  CHECK(world.run({"pair", "join", "--link-file", "-"}) == 0);
  world.input += "x";
  CHECK(world.run({"pair", "join", "--link-file", "-"}) == 2);
  CHECK(world.run({"pair", "join", "--link-file", "/nonexistent/link"}) == 3);
}

TEST_CASE("each line of standard input is a note, and all are checked before one is written") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader request, app::Replies& replies) -> Result<void> {
    capnp::MallocMessageBuilder message;
    auto done = message.initRoot<schema::Done>();
    done.initCount().setCount(request.getNoteAddLines().getTexts().size());
    replies.done(message.getRoot<schema::Done>());
    return {};
  };
  for (int i = 0; i < 4097; ++i) world.input += fmt::format("note {}\n", i);
  world.input += "\n  \nlast without line feed";
  CHECK(world.run({"note", "add", "--each-line", "-", "--json"}) == 0);
  CHECK(world.last_json()["data"]["count"] == 4098);
  REQUIRE(world.requests.size() == 2);
  CHECK(nlohmann::json::parse(world.requests[0])["noteAddLines"]["texts"].size() == 4096);
  CHECK(nlohmann::json::parse(world.requests[1])["noteAddLines"]["texts"][1] == "last without line feed");

  world.requests.clear();
  world.input = "fine\n" + std::string(limits::kTextBytesMax, 'x') + "\n";
  CHECK(world.run({"note", "add", "--each-line", "-"}) == 0);
  world.requests.clear();
  world.input = "fine\n\n" + std::string(limits::kTextBytesMax + 1, 'x') + "\n";
  CHECK(world.run({"note", "add", "--each-line", "-", "--json"}) == 2);
  CHECK(world.last_json()["error"]["message"].get<std::string>().starts_with("Line 3 is too long: it has 16385 bytes"));
  CHECK(world.requests.empty());
  world.input = "";
  CHECK(world.run({"note", "add", "--each-line", "-", "--json"}) == 0);
  CHECK(world.last_json()["data"]["count"] == 0);
}

TEST_CASE("a batch of lines is bounded by its bytes too") {
  FakeWorld world;
  std::size_t largest = 0;
  world.answer = [&](schema::Request::Reader request, app::Replies& replies) -> Result<void> {
    std::size_t bytes = 0;
    for (const auto text : request.getNoteAddLines().getTexts()) bytes += text.size();
    largest = std::max(largest, bytes);
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Done>().initCount().setCount(request.getNoteAddLines().getTexts().size());
    replies.done(message.getRoot<schema::Done>());
    return {};
  };
  for (int i = 0; i < 200; ++i) world.input += std::string(limits::kTextBytesMax - 1, 'x') + "\n";
  CHECK(world.run({"note", "add", "--each-line", "-", "--json"}) == 0);
  CHECK(world.last_json()["data"]["count"] == 200);
  CHECK(largest <= 1024 * 1024);
  CHECK(world.requests.size() == 4);
}

TEST_CASE("when a later batch fails, it is said what is saved") {
  FakeWorld world;
  world.answer = [&](schema::Request::Reader request, app::Replies& replies) -> Result<void> {
    if (world.requests.size() > 1) return Error{Errc::io, "no space left"};
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Done>().initCount().setCount(request.getNoteAddLines().getTexts().size());
    replies.done(message.getRoot<schema::Done>());
    return {};
  };
  world.input = "\n";  // a blank line is counted, not written
  for (int i = 0; i < 5000; ++i) world.input += "note\n";
  CHECK(world.run({"note", "add", "--each-line", "-", "--json"}) == 1);
  CHECK(world.last_json()["error"]["message"].get<std::string>().find(
            "saved before that: 4096 of 5000 lines; the last was line 4097; go on behind it.") != std::string::npos);
}

TEST_CASE("a kind may be written with a hyphen or as JSON shows it") {
  FakeWorld world;
  for (const char* typed : {"plan-change", "plan_change"}) {
    world.requests.clear();
    CHECK(world.run({"note", "add", "x", "--kind", typed}) == 0);
    CHECK(nlohmann::json::parse(world.requests.at(0))["noteAdd"]["kind"] == "plan_change");
  }
}

TEST_CASE("the words of a sync tell sizes and nothing that is not known") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    capnp::MallocMessageBuilder message;
    auto words = message.initRoot<schema::Done>().initWords();
    words.initWords(1).set(0, "ocean");
    auto log = words.initLogs(1)[0];
    log.setLane("notes");
    log.setBy("me");
    log.setSize(12);
    replies.done(message.getRoot<schema::Done>());
    return {};
  };
  CHECK(world.run({"words"}) == 0);
  CHECK(world.out.find("notes        you            12\n") != std::string::npos);
  CHECK(world.out.find("witnessed") == std::string::npos);
  CHECK(world.run({"words", "--json"}) == 0);
  CHECK(world.last_json()["data"]["logs"][0] == nlohmann::json::parse(R"({"lane":"notes","by":"me","size":12})"));
}

TEST_CASE("an invitation says where its link leads") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    capnp::MallocMessageBuilder message;
    auto invite = message.initRoot<schema::Item>().initInvite();
    invite.setLink("AVOW1-X");
    invite.setAddress("0.0.0.0:7342");
    auto addresses = invite.initAddresses(2);
    addresses.set(0, "192.0.2.7:7342");
    addresses.set(1, "[2001:db8::7]:7342");
    replies.item(message.getRoot<schema::Item>());
    return Error{Errc::timed_out, ""};
  };
  CHECK(world.run({"pair", "invite", "--listen", "0.0.0.0:7342"}) == 6);
  CHECK(world.out.find("It leads your partner's avow to 192.0.2.7:7342, [2001:db8::7]:7342.\n") != std::string::npos);
  for (const char* nowhere : {"0.0.0.0:7342", "[::]:7342", "192.0.2.7:0"}) {
    CAPTURE(nowhere);
    CHECK(world.run({"pair", "invite", "--listen", "0.0.0.0:7342", "--address", nowhere}) == 2);
  }
}

TEST_CASE("a corrected note shows its older wordings below the current one") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    capnp::MallocMessageBuilder message;
    auto note = message.initRoot<schema::Item>().initNote();
    note.setId(kId);
    note.setBy("me");
    note.setState("corrected");
    note.setKind("telling");
    note.setCorrected(true);
    note.setText("now");
    note.setSaidAt("2026-11-27T17:00:00Z");
    auto versions = note.initVersions(2);
    versions[0].setText("before");
    versions[0].setSaidAt("2026-11-26T17:00:00Z");
    versions[1].setText("now");
    versions[1].setSaidAt("2026-11-27T17:00:00Z");
    replies.item(message.getRoot<schema::Item>());
    end_list(replies);
    return {};
  };
  world.environment["TZ"] = "UTC";
  CHECK(world.run({"note", "show", "7k3q"}) == 0);
  CHECK(world.out ==
        "7k3q9d2m  you · Fri 27 Nov 2026, 17:00 · corrected · simply telling\n  now\n\n  Earlier wording, of Thu 26 Nov 2026, "
        "17:00:\n    before\n");
}

TEST_CASE("a promise's verb carries its id, outcome, text and terms") {
  FakeWorld world;
  world.environment["TZ"] = "UTC";
  const auto sent = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "promise");
    world.requests.clear();
    CHECK(world.run(arguments) == 0);
    return nlohmann::json::parse(world.requests.at(0));
  };
  auto act = sent({"report", "kept", "7K3Q", "--done-at", "2026-11-27", "--note", "n"})["promiseAct"];
  CHECK(act["verb"] == "report");
  CHECK(act["id"] == "7K3Q");  // as typed, so that an answer can name it so
  CHECK(act["outcome"] == "kept");
  CHECK(act["doneAt"] == "2026-11-27");
  CHECK(act["text"] == "n");
  CHECK(sent({"settle", "7k3q", "take-back"})["promiseAct"]["outcome"] == "take-back");
  CHECK(sent({"differ", "7k3q", "--because", "b"})["promiseAct"]["text"] == "b");
  CHECK(sent({"confirm", "7k3q", "--thanks", "t"})["promiseAct"]["text"] == "t");
  act = sent({"change", "7k3q", "new words", "--due", "2026-12-01"})["promiseAct"];
  CHECK(act["terms"]["text"] == "new words");
  CHECK(act["terms"]["due"] == "2026-12-01");
  auto offer = sent({"offer", "I will", "--due", "2026-11-27T18:00", "--done-when", "d", "--if-then", "i"});
  CHECK(offer["zone"] == "UTC");
  CHECK(offer["promiseOffer"]["doneWhen"] == "d");
  CHECK(offer["promiseOffer"]["ask"] == false);
  CHECK(sent({"ask", "please"})["promiseOffer"]["ask"] == true);
  CHECK(sent({"offer", "--draft", "7k3q"})["promiseOffer"]["draft"] == "7k3q");
  CHECK(offer["clockIsRight"] == false);
  CHECK(sent({"take", "7k3q", "--clock-is-right"})["clockIsRight"] == true);
}

TEST_CASE("streaming commands print one line an event") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    capnp::MallocMessageBuilder first, last;
    first.initRoot<schema::Item>().initListening().setAddress("127.0.0.1:7");
    replies.item(first.getRoot<schema::Item>());
    auto synced = last.initRoot<schema::Done>().initSynced();
    synced.setSent(3);
    synced.setLevel(true);
    replies.done(last.getRoot<schema::Done>());
    return {};
  };
  CHECK(world.run({"sync", "--listen", "127.0.0.1:0", "--for", "2m", "--json"}) == 0);
    CHECK(world.out.starts_with("{\"v\":1,\"data\":{\"address\":\"127.0.0.1:7\",\"serving\":false}}\n"));
  CHECK(world.last_json()["data"]["sent"] == 3);
  CHECK(nlohmann::json::parse(world.requests.at(0))["syncListen"]["forSeconds"] == 120);
}

TEST_CASE("verify that finds something exits with 8 and still tells all") {
  FakeWorld world;
  world.answer = [](schema::Request::Reader, app::Replies& replies) -> Result<void> {
    capnp::MallocMessageBuilder message;
    auto verified = message.initRoot<schema::Done>().initVerified();
    verified.initProblems(1)[0].setWhere("row 7");
    replies.done(message.getRoot<schema::Done>());
    return {};
  };
  CHECK(world.run({"verify", "--json"}) == 8);
  CHECK(world.last_json()["data"]["ok"] == false);
  CHECK(world.last_json()["data"]["problems"].size() == 1);
}

TEST_CASE("passphrases") {
  FakeWorld world;
  CHECK(world.run({"words", "--no-input", "--json"}, false) == 4);
  CHECK(world.last_json()["error"]["code"] == "passphrase_needed");
  CHECK(world.run({"words"}, false) == 4);  // nobody at a terminal
  world.passphrase_typed = "wrong";
  CHECK(world.run({"words", "--json"}) == 4);
  CHECK(world.last_json()["error"]["code"] == "wrong_passphrase");
  world.passphrase_typed = std::string(limits::kPassphraseBytesMax, 'x');
  CHECK(world.run({"words", "--json"}) == 4);
  world.passphrase_typed += "x";
  CHECK(world.run({"words", "--json"}) == 2);
  CHECK(world.run({"words", "--passphrase-file", "/nonexistent/file"}, false) == 3);

  world.environment["AVOW_PASSPHRASE_COMMAND"] = "echo secret";
  CHECK(world.run({"words", "--no-input"}, false) == 0);
  world.environment["AVOW_PASSPHRASE_COMMAND"] = "echo secret; exit 1";
  CHECK(world.run({"words"}, false) == 4);
  world.environment["AVOW_PASSPHRASE_COMMAND"] = "yes";
  CHECK(world.run({"words"}, false) == 2);
  world.environment.clear();
  world.environment["HOME"] = "/nonexistent";
  CHECK(world.run({"words", "--json", "--no-input"}, false) == 3);
  CHECK(world.last_json()["error"]["code"] == "no_vault");
}

TEST_CASE("init shows the recovery code once") {
  FakeWorld world;
  CHECK(world.run({"init", "--name", "Ana", "--json"}) == 0);
  CHECK(world.last_json()["data"]["recovery_code"] == "ABCD-EFGH");
  CHECK(world.last_json()["data"]["vault"] == "/tmp");
  CHECK(world.run({"init"}) == 0);
  CHECK(world.out.find("\n    ABCD-EFGH\n") != std::string::npos);
  CHECK(world.run({"init", "--name", std::string(limits::kNameBytesMax, 'x')}) == 0);
  CHECK(world.run({"init", "--name", std::string(limits::kNameBytesMax + 1, 'x')}) == 2);
  CHECK(world.run({"init", "--name", "a\nb"}) == 2);
}

TEST_CASE("a full disk is an error, a reader that left is none") {
  FakeWorld world;
  const int full = open("/dev/full", O_WRONLY);
  Surroundings surroundings;
  surroundings.streams = {0, full, full, "/nonexistent"};
  surroundings.environment = [](const char*) { return std::nullopt; };
  CHECK(run({"--help"}, commands::all(), surroundings) == 1);
  close(full);
}

TEST_CASE("of the passphrase's sources only the first that was given counts") {
  FakeWorld world;
  const MemoryFile right("secret\n");
  const MemoryFile wrong("wrong\n");
  const auto rewind = [&] {
    for (const auto* file : {&right, &wrong}) lseek(file->fd(), 0, SEEK_SET);
  };
  const auto fd = [&](const MemoryFile& file) { return std::vector<std::string>{"--passphrase-fd", std::to_string(file.fd())}; };
  const auto path = [&](const MemoryFile& file) {
    return std::vector<std::string>{"--passphrase-file", "/dev/fd/" + std::to_string(file.fd())};
  };
  const auto run = [&](const std::vector<std::vector<std::string>>& sources, const std::string& command) {
    rewind();
    world.environment["AVOW_PASSPHRASE_COMMAND"] = command;
    std::vector<std::string> arguments{"words"};
    for (const auto& source : sources) arguments.insert(arguments.end(), source.begin(), source.end());
    return world.run(arguments, false);
  };
  CHECK(run({fd(right), path(wrong)}, "echo wrong") == 0);
  CHECK(run({path(wrong), fd(right)}, "echo wrong") == 0);
  CHECK(run({fd(wrong), path(right)}, "echo secret") == 4);
  CHECK(run({path(right)}, "echo wrong") == 0);
  CHECK(run({path(wrong)}, "echo secret") == 4);
  CHECK(run({}, "echo secret") == 0);
  CHECK(run({}, "") == 4);  // the terminal is left, and nobody is there
}
