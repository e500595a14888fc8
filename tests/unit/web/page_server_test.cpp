// The page over loopback, with a desk that is made up: what the core's tests cannot see.
#include "web/page_server.h"

#include <capnp/message.h>
#include <doctest/doctest.h>

#include <thread>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include <nlohmann/json.hpp>

#include "app/backup.h"
#include "base/limits.h"
#include "fakes/manual_clock.h"
#include "fakes/seeded_random.h"

using namespace avow;
using namespace avow::web;

namespace {

void say_count(app::Replies& replies, std::uint32_t count) {
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Done>().initCount().setCount(count);
  replies.done(message.getRoot<schema::Done>());
}

// An operation that ends when the test says so.
class Waiting final : public app::Operation {
 public:
  explicit Waiting(bool& gone) : gone_(gone) {}
  ~Waiting() override { gone_ = true; }
  Result<app::Progress> step() override { return app::Progress::waiting; }

 private:
  bool& gone_;
};

struct FakeDesk final : app::Desk {
  std::string now = "open";
  std::vector<app::Asking> asked;
  std::string typed;
  std::string pieces;
  bool gone = false;  // the operation that waits was let go
  const app::Replies* asker = nullptr;

  std::string_view state() const override { return now; }
  Result<std::unique_ptr<app::Operation>> begin(schema::Request::Reader request, app::Replies& replies, app::Asking asking) override {
    asked.push_back(asking);
    asker = &replies;
    if (request.isSyncDial()) return std::unique_ptr<app::Operation>(std::make_unique<Waiting>(gone));
    if (request.isVerify()) return std::unique_ptr<app::Operation>();  // says nothing
    if (request.isStatus()) return Error{Errc::refused, "a rule"};
    say_count(replies, 7);
    return std::unique_ptr<app::Operation>();
  }
  std::unique_ptr<app::Operation> begin_unlock(crypto::SecretBuffer passphrase, app::Replies& replies) override {
    typed = text_of(passphrase.view());
    now = "open";
    say_count(replies, 1);
    return std::make_unique<Waiting>(gone);
  }
  Result<app::MadeVault> make_vault(const std::string& name, ByteView passphrase) override {
    if (now != "none") return Error{Errc::refused, "there is one"};
    typed = name + "|" + std::string(text_of(passphrase));
    return app::MadeVault{"/a/\"vault\"", crypto::SecretBuffer(bytes_of("ABCD-EFGH"))};
  }
  Result<void> code_was_shown(ByteView code) override {
    if (now != "none") return Error{Errc::usage, "no vault was made here"};
    if (text_of(code) != "ABCD-EFGH") return Error{Errc::refused, "another"};
    now = "locked";
    return {};
  }
  Result<void> take_backup(ByteView piece) override {
    if (now != "none" && now != "open") return Error{Errc::refused, "there is one"};
    if (piece.empty()) pieces.clear();
    pieces += text_of(piece);
    return {};
  }
  Result<app::RestoredVault> restore(ByteView passphrase) override {
    if (now != "none") return Error{Errc::refused, "there is one"};
    typed = text_of(passphrase);
    now = "locked";
    return app::RestoredVault{{.entries = pieces.size(), .made_at = Instant{}}, ""};
  }
  void page_was_opened() override { ++pages; }
  int pages = 0;
  Result<std::unique_ptr<app::Operation>> begin_verify_backup(crypto::SecretBuffer passphrase, app::Replies& replies) override {
    if (now != "open") return Error{Errc::passphrase_needed, now};
    typed = text_of(passphrase.view());
    capnp::MallocMessageBuilder message;
    app::fill_backup(message.initRoot<schema::Done>().initBackupVerified(), {.entries = pieces.size(), .made_at = Instant{}});
    replies.done(message.getRoot<schema::Done>());
    return std::unique_ptr<app::Operation>();
  }
  Result<app::WipedVault> wipe(const std::string& name, ByteView passphrase) override {
    if (now != "locked") return Error{Errc::refused, "not locked"};
    typed = name + "|" + std::string(text_of(passphrase));
    return app::WipedVault{{"a \"file\""}, {{"/b/1"}, {}}, true, "a \"file\": not empty"};
  }
  Result<app::MadeVault> change_passphrase(ByteView passphrase, ByteView fresh) override {
    if (now != "locked") return Error{Errc::refused, "not locked"};
    typed = std::string(text_of(passphrase)) + "|" + std::string(text_of(fresh));
    return app::MadeVault{"/a/vault", crypto::SecretBuffer(bytes_of("EFGH-ABCD"))};
  }
};

struct FakeWork final : Work {
  std::shared_ptr<void> take(std::unique_ptr<app::Operation> operation, std::function<void(Result<void>)> end, std::function<bool()>) override {
    on_end = std::move(end);
    return std::shared_ptr<app::Operation>(std::move(operation));
  }
  void nudge() override {}
  std::function<void(Result<void>)> on_end;
};

struct House {
  asio::io_context loop{1};
  testing::ManualClock clock;
  testing::SeededRandom random{11};
  FakeDesk desk;
  FakeWork work;
  std::unique_ptr<PageServer> page = std::move(*PageServer::open({loop, clock, random, desk, work}, {}));

  ~House() {
    page.reset();
    run();
  }
  void run() {
    for (int quiet = 0; quiet < 20; ++quiet) {
      loop.restart();
      if (loop.poll() > 0) quiet = 0;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

struct Browser {
  explicit Browser(House& in) : house(in), line(outside) {
    line.connect({asio::ip::address_v4::loopback(), house.page->port()});
    line.non_blocking(true);
  }
  void send(std::string_view method, std::string_view target, std::string_view body, std::string_view type = "application/json") {
    std::string bytes = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(house.page->port()) +
                        "\r\nContent-Type: " + std::string(type) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    if (!session.empty()) bytes += "Authorization: Bearer " + session + "\r\n";
    if (!id.empty()) bytes += "Avow-Request-Id: " + id + "\r\n";
    asio::write(line, asio::buffer(bytes + "\r\n" + std::string(body)));
    house.run();
  }
  // A secret, or a piece of a file, and what is said to it.
  std::string tell(std::string_view target, std::string_view body) {
    send("POST", target, body, "application/octet-stream");
    return hear();
  }
  // What has come by now; `ended` when the line was closed.
  std::string hear() {
    house.run();
    std::string out;
    std::array<char, 4096> part{};
    std::error_code problem;
    while (const auto size = line.read_some(asio::buffer(part), problem)) out.append(part.data(), size);
    ended = problem != asio::error::would_block;
    return out;
  }
  void enter() {
    send("POST", "/session", "{\"token\":\"" + house.page->issue_token() + "\"}");
    const std::string heard = hear();
    session = nlohmann::json::parse(heard.substr(heard.find("\r\n\r\n"))).at("data").at("session");
  }
  std::string ask(std::string_view json, std::string_view target = "/api") {
    send("POST", target, json);
    return hear();
  }

  House& house;
  asio::io_context outside;
  asio::ip::tcp::socket line;
  std::string session = {};
  std::string id = {};  // of its requests
  bool ended = false;
};

}  // namespace

TEST_CASE("requests reach the desk, and their answers the page") {
  House house;
  Browser browser(house);
  browser.enter();
  CHECK(browser.ask("{\"today\":null}").ends_with("{\"v\":1,\"done\":{\"count\":{\"count\":7}}}\n\r\n0\r\n\r\n"));
  CHECK(browser.ask("{\"today\":null}", "/api/refresh").find("\"count\":7") != std::string::npos);
  CHECK(house.desk.asked == std::vector{app::Asking::person, app::Asking::page_itself});
  CHECK(browser.ask("{\"status\":null}").find("\"code\":\"refused\"") != std::string::npos);
  CHECK(browser.ask("{\"verify\":null}").find("\"code\":\"failed\"") != std::string::npos);
  CHECK(browser.ask("no json").find("\"code\":\"malformed\"") != std::string::npos);
  CHECK_FALSE(browser.ended);
}

TEST_CASE("a desk that is covered or locked is asked for nothing but to lock") {
  House house;
  Browser browser(house);
  browser.enter();
  for (const char* state : {"covered", "locked"}) {
    house.desk.now = state;
    for (const char* json : {"{\"today\":null}", "{\"status\":null}", "{\"stop\":null}"}) {
      CHECK(browser.ask(json).find("\"code\":\"passphrase_needed\"") != std::string::npos);
    }
    CHECK(house.desk.asked.empty());
  }
  CHECK(browser.ask("{\"lock\":null}").find("\"count\":7") != std::string::npos);
  browser.send("POST", "/unlock", "a pass\xC3\xA9", "application/octet-stream");
  CHECK(house.desk.typed == "a pass\xC3\xA9");
  house.work.on_end({});
  CHECK(browser.hear().ends_with("0\r\n\r\n"));
}

TEST_CASE("a first vault is made by a name and a passphrase, and its code is shown once") {
  House house;
  house.desk.now = "none";
  Browser browser(house);
  browser.enter();
  CHECK(browser.ask("{\"today\":null}").find("passphrase_needed") != std::string::npos);
  browser.send("POST", "/init", "Ana\npass\nphrase", "application/octet-stream");
  CHECK(browser.hear().find("{\"v\":1,\"done\":{\"created\":{\"vault\":\"/a/\\\"vault\\\"\",\"recovery_code\":\"ABCD-EFGH\"}}}\n") != std::string::npos);
  CHECK(house.desk.typed == "Ana|pass\nphrase");
  browser.send("POST", "/init", "Ana", "application/octet-stream");
  browser.hear();
  CHECK(house.desk.typed == "Ana|");  // the desk refuses it, not the page
  const auto shown = [&](const char* code) { return browser.tell("/init/shown", code); };
  CHECK(shown("WXYZ-EFGH").find("\"code\":\"refused\"") != std::string::npos);
  CHECK(shown("ABCD-EFGH").starts_with("HTTP/1.1 204 "));
  browser.send("POST", "/init", "Ana\npass", "application/octet-stream");
  CHECK(browser.hear().find("\"code\":\"refused\"") != std::string::npos);
  CHECK(shown("ABCD-EFGH").find("\"code\":\"usage\"") != std::string::npos);
}

TEST_CASE("a backup comes in pieces and becomes the vault of somebody who has none") {
  House house;
  house.desk.now = "none";
  Browser browser(house);
  browser.enter();
  for (const char* piece : {"", "old", "", "one", "two"}) CHECK(browser.tell("/restore/piece", piece).starts_with("HTTP/1.1 204 "));
  CHECK(house.desk.pieces == "onetwo");
  CHECK(browser.tell("/restore", "a pass\nphrase").find("{\"v\":1,\"done\":{\"restored\":{\"read_only\":true,\"entries\":6}}}\n") != std::string::npos);
  CHECK(house.desk.typed == "a pass\nphrase");
  CHECK(browser.tell("/restore/piece", "x").find("\"code\":\"refused\"") != std::string::npos);
  CHECK(browser.tell("/restore", "x").find("\"code\":\"refused\"") != std::string::npos);
}

TEST_CASE("a backup is looked at while the vault is open") {
  House house;
  Browser browser(house);
  browser.enter();
  CHECK(browser.tell("/restore/piece", "four").starts_with("HTTP/1.1 204 "));
  CHECK(browser.tell("/backup/verify", "a pass").find("{\"v\":1,\"done\":{\"backup_verified\":{\"ok\":true,\"entries\":4,") != std::string::npos);
  CHECK(house.desk.typed == "a pass");
  for (const char* state : {"covered", "locked"}) {
    house.desk.now = state;
    CHECK(browser.tell("/restore/piece", "x").find("\"code\":\"refused\"") != std::string::npos);
    CHECK(browser.tell("/backup/verify", "x").find("passphrase_needed") != std::string::npos);
  }
}

TEST_CASE("new secrets are taken while avow is locked, and the code is shown once") {
  House house;
  Browser browser(house);
  browser.enter();
  const auto send = [&] { return browser.tell("/passphrase", "the old\nthe new"); };
  for (const char* state : {"open", "covered", "none"}) {
    house.desk.now = state;
    CHECK(send().find("\"code\":\"refused\"") != std::string::npos);
  }
  house.desk.now = "locked";
  CHECK(send().find("\"recovery_code\":\"EFGH-ABCD\"") != std::string::npos);
  CHECK(house.desk.typed == "the old|the new");
}

TEST_CASE("whoever leaves at once locks, and has no session any more") {
  House house;
  Browser browser(house);
  browser.enter();
  CHECK(browser.ask("{}", "/leave").find("\"count\":7") != std::string::npos);  // what this desk says to a lock
  CHECK(house.desk.asked.size() == 1);
  CHECK(browser.ask("{\"today\":null}").starts_with("HTTP/1.1 401 "));
}

TEST_CASE("a vault is wiped by its name while avow is locked") {
  House house;
  Browser browser(house);
  browser.enter();
  const auto send = [&] { return browser.tell("/wipe", "Ana\na pass"); };
  CHECK(send().find("\"code\":\"refused\"") != std::string::npos);
  house.desk.now = "locked";
  CHECK(send().find(R"({"v":1,"done":{"wiped":{"remains":["a \"file\""],"backups_known":true,"backups_removed":["/b/1"],"backups_left":[],"why":"a \"file\": not empty"}}})") != std::string::npos);
  CHECK(house.desk.typed == "Ana|a pass");
}

TEST_CASE("a request that comes again gets the answer that was lost, and is not done again") {
  House house;
  Browser one(house);
  one.enter();
  one.id = "0123456789abcdef012345";
  one.send("POST", "/api", "{\"today\":null}");
  one.line.close();  // before it has read anything
  Browser again(house);
  again.session = one.session;
  again.id = one.id;
  const std::string answer = again.ask("{\"today\":null}");
  CHECK(answer.ends_with("{\"v\":1,\"done\":{\"count\":{\"count\":7}}}\n\r\n0\r\n\r\n"));
  CHECK(house.desk.asked.size() == 1);
  CHECK(again.ask("{\"today\":null}") == answer);
  CHECK(house.desk.asked.size() == 1);
  // Other words, another id, none at all: another request.
  again.ask("{\"us\":null}");
  again.id += "6";
  again.ask("{\"today\":null}");
  again.id.clear();
  again.ask("{\"today\":null}");
  again.ask("{\"today\":null}");
  CHECK(house.desk.asked.size() == 5);
}

TEST_CASE("what was refused or cut off is tried again, and a cover shows no answer of before") {
  House house;
  Browser browser(house);
  browser.enter();
  browser.id = "0123456789abcdef012345";
  for (int time = 1; time <= 2; ++time) {
    CHECK(browser.ask("{\"status\":null}").find("\"code\":\"refused\"") != std::string::npos);
    CHECK(house.desk.asked.size() == static_cast<std::size_t>(time));
  }
  browser.ask("{\"today\":null}");
  house.desk.now = "covered";
  CHECK(browser.ask("{\"today\":null}").find("passphrase_needed") != std::string::npos);
  house.desk.now = "open";
  CHECK(browser.ask("{\"today\":null}").find("\"count\":7") != std::string::npos);
  CHECK(house.desk.asked.size() == 3);
  browser.send("POST", "/api", "{\"syncDial\":{}}");
  browser.line.close();
  Browser other(house);
  other.session = browser.session;
  other.id = browser.id;
  other.send("POST", "/api", "{\"syncDial\":{}}");
  CHECK(house.desk.asked.size() == 5);
}

TEST_CASE("whoever goes away takes their request along") {
  House house;
  Browser browser(house);
  browser.enter();
  browser.send("POST", "/api", "{\"syncDial\":{}}");
  CHECK_FALSE(house.desk.gone);
  browser.line.close();
  house.run();
  CHECK(house.desk.gone);
}

TEST_CASE("what is under way can be ended, all of it or the talks, with a reason") {
  House house;
  Browser one(house), other(house);
  one.enter();
  other.enter();
  one.send("POST", "/api", "{\"syncDial\":{}}");
  const app::Replies* first = house.desk.asker;
  house.page->end_requests(Error{Errc::refused, "x"}, first);
  CHECK_FALSE(house.desk.gone);
  house.page->end_talks(Error{Errc::refused, "the talk is over"});
  CHECK(house.desk.gone);
  CHECK(one.hear().find("The talk is over.") != std::string::npos);
  CHECK(one.ask("{\"today\":null}").find("\"count\":7") != std::string::npos);
  house.desk.gone = false;
  other.send("POST", "/api", "{\"syncDial\":{}}");
  house.page->end_requests(Error{Errc::passphrase_needed, "locked"});
  CHECK(house.desk.gone);
  CHECK(other.hear().find("passphrase_needed") != std::string::npos);
}

TEST_CASE("events tell the state at first, and then what changed") {
  House house;
  Browser watcher(house);
  watcher.enter();
  watcher.send("GET", "/events", "");
  CHECK(watcher.hear().ends_with("event: state\ndata: {\"state\":\"open\"}\n\n\r\n"));
  house.page->tell("received");
  CHECK(watcher.hear() == "39\r\nid: 1\nevent: change\ndata: {\"what\":\"received\",\"count\":1}\n\n\r\n");
  house.desk.now = "covered";
  house.page->tell_state();
  CHECK(watcher.hear().find("id: 2\nevent: state\ndata: {\"state\":\"covered\"}\n\n") != std::string::npos);
}

TEST_CASE("a reader that takes no events is dropped, and nothing piles up for it") {
  House house;
  Browser deaf(house), good(house);
  deaf.enter();
  good.session = deaf.session;
  deaf.send("GET", "/events", "");
  good.send("GET", "/events", "");
  std::string heard = good.hear();
  // Far more than any socket buffers.
  for (int i = 0; i < 200'000 && !deaf.ended; ++i) {
    house.page->tell("own");
    if (i % 50 != 0) continue;
    house.loop.restart();
    house.loop.poll();
    std::array<char, 65536> part{};
    std::error_code problem;
    while (good.line.read_some(asio::buffer(part), problem) > 0) {
    }
    REQUIRE(problem == asio::error::would_block);  // whoever reads stays
  }
  const std::string rest = deaf.hear();
  CHECK(deaf.ended);
  CHECK(rest.size() < 8UL * 1024 * 1024);
}

TEST_CASE("letting out closes what is open, and lets nobody back in") {
  House house;
  Browser one(house), other(house);
  one.enter();
  other.session = one.session;
  other.send("GET", "/events", "");
  CHECK(other.hear().find("event: state\ndata: {\"state\":\"open\"}\n\n") != std::string::npos);
  house.page->revoke_all();
  other.hear();
  CHECK(other.ended);
  CHECK(one.ask("{\"today\":null}").starts_with("HTTP/1.1 401 "));
}

TEST_CASE("one page lets all others out, what they wait for too, and goes on") {
  House house;
  Browser one(house), other(house), watcher(house);
  one.enter();
  other.enter();
  CHECK(house.desk.pages == 2);
  watcher.session = other.session;
  watcher.send("GET", "/events", "");
  CHECK(watcher.hear().find("event: state") != std::string::npos);
  one.send("DELETE", "/session/others", "");
  CHECK(one.hear().find("{\"ended\":1}") != std::string::npos);
  watcher.hear();
  CHECK(watcher.ended);
  CHECK(other.ask("{\"today\":null}").starts_with("HTTP/1.1 401 "));
  CHECK(one.ask("{\"today\":null}").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("one port, taken once") {
  House house;
  const auto second = PageServer::open({house.loop, house.clock, house.random, house.desk, house.work}, {.port = house.page->port()});
  CHECK(second.error().code == Errc::io);
}
