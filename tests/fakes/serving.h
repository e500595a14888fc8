// One person's instance, up in a thread of its own, asked over its real socket. Its events are kept with the moment at
// which they were told, which is after what they tell was durable.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "fakes/two_people.h"
#include "instance/instance.h"
#include "instance/local_place.h"
#include "instance/remote.h"

namespace avow::testing {

class Serving {
 public:
  struct Heard {
    std::string what;
    std::uint64_t count = 0;
    std::chrono::steady_clock::time_point at;
  };

  // The person's vault must be closed. `runtime`: where the sockets lie.
  Serving(const app::VaultPlace& place, const std::filesystem::path& runtime, instance::ServeOptions options)
      : place_(place) {
    options.socket = instance::socket_path(place.vault, runtime);
    socket_ = options.socket;
    thread_ = std::thread([this, options] { serve(options); });
    std::unique_lock guard(mutex_);
    changed_.wait_for(guard, std::chrono::seconds(20), [this] { return up_ || failure_.has_value(); });
  }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
  ~Serving() { stop(); }

  bool up() const {
    const std::lock_guard guard(mutex_);
    return up_;
  }
  // Why it did not come up.
  std::optional<Error> failure() const {
    const std::lock_guard guard(mutex_);
    return failure_;
  }
  std::string address() const {
    const std::lock_guard guard(mutex_);
    return address_;
  }
  const std::filesystem::path& socket() const { return socket_; }

  std::unique_ptr<instance::RemoteInstance> connect() const {
    auto connected = instance::RemoteInstance::connect(socket_);
    REQUIRE(connected.ok());
    REQUIRE(*connected != nullptr);
    return std::move(*connected);
  }
  // On a connection of its own. `fill` gets a Request::Builder.
  template <typename Fill>
  Result<void> ask(Answers& answers, Fill fill) const {
    capnp::MallocMessageBuilder message;
    auto request = message.initRoot<schema::Request>();
    request.setClockIsRight(true);
    request.setZone("Europe/Berlin");
    fill(request);
    return connect()->handle(request.asReader(), answers);
  }
  template <typename Fill>
  Result<void> ask(Fill fill) const {
    Answers answers;
    return ask(answers, fill);
  }
  Result<void> add_note(const std::string& text) const {
    return ask([&](schema::Request::Builder request) { request.initNoteAdd().setText(text); });
  }
  std::size_t notes() const {
    Answers answers;
    REQUIRE(ask(answers, [](schema::Request::Builder request) { request.initNoteList(); }).ok());
    return answers.items.size();
  }
  std::uint32_t undelivered() const {
    Answers answers;
    REQUIRE(ask(answers, [](schema::Request::Builder request) { request.setStatus(); }).ok());
    return answers.result().getStatus().getUndelivered();
  }
  void set(const std::string& key, const std::string& value) const {
    REQUIRE(ask([&](schema::Request::Builder request) {
              auto setting = request.initConfigSet();
              setting.setKey(key);
              setting.setValue(value);
            }).ok());
  }

  std::vector<Heard> heard() const {
    const std::lock_guard guard(mutex_);
    return heard_;
  }
  std::uint64_t received() const {
    std::uint64_t out = 0;
    for (const auto& event : heard()) out += event.what == "received" ? event.count : 0;
    return out;
  }
  template <typename Condition>
  static bool wait_until(Condition condition, std::chrono::seconds at_most = std::chrono::seconds(30)) {
    const auto end = std::chrono::steady_clock::now() + at_most;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
  }

  // Locks it, as `avow lock` does, but without a program that begins anew.
  void stop() {
    if (!thread_.joinable()) return;
    if (up()) static_cast<void>(ask([](schema::Request::Builder request) { request.setLock(); }));
    thread_.join();
  }
  // After stop().
  std::chrono::microseconds longest_turn() const { return longest_turn_; }
  std::optional<instance::Ending> ending() const { return ending_; }

 private:
  class Listener final : public app::Replies {
   public:
    explicit Listener(Serving& serving) : serving_(serving) {}
    void item(schema::Item::Reader item) override {
      const auto now = std::chrono::steady_clock::now();
      const std::lock_guard guard(serving_.mutex_);
      if (item.isListening()) {
        serving_.address_ = item.getListening().getAddress();
        serving_.up_ = true;
      } else if (item.isEvent()) {
        serving_.heard_.push_back({item.getEvent().getEvent(), item.getEvent().getCount(), now});
      }
      serving_.changed_.notify_all();
    }
    void done(schema::Done::Reader) override {}

   private:
    Serving& serving_;
  };

  void serve(const instance::ServeOptions& options) {
    auto opened = instance::Instance::open(place_, bytes_of(kPassphrase), {}, std::chrono::seconds(5));
    Listener listener(*this);
    Result<instance::Ending> ended = opened.ok() ? (*opened)->serve(options, listener) : Result<instance::Ending>(opened.error());
    const std::lock_guard guard(mutex_);
    if (ended.ok()) {
      ending_ = *ended;
      longest_turn_ = (*opened)->longest_turn();
    } else {
      failure_ = ended.error();
    }
    up_ = false;
    changed_.notify_all();
  }

  const app::VaultPlace place_;
  std::filesystem::path socket_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool up_ = false;
  std::string address_;
  std::vector<Heard> heard_;
  std::optional<Error> failure_;
  std::optional<instance::Ending> ending_;
  std::chrono::microseconds longest_turn_{0};
  std::thread thread_;
};

// Two people who have paired, each with an instance on loopback: Ben listens, Ana calls.
struct TwoServing {
  explicit TwoServing(std::uint64_t seed) : two(seed) {
    std::filesystem::create_directory(runtime);
    std::filesystem::permissions(runtime, std::filesystem::perms::owner_all);
    two.pair();
    two.a.close();
    two.b.close();
  }
  void start_ben(const std::string& listen = "127.0.0.1:0") {
    instance::ServeOptions options;
    options.listen = listen;
    ben = std::make_unique<Serving>(two.b.place(), runtime, options);
    REQUIRE(ben->up());
  }
  void start_ana() {
    instance::ServeOptions options;
    options.dial = {ben->address()};
    ana = std::make_unique<Serving>(two.a.place(), runtime, options);
    REQUIRE(ana->up());
  }
  void start() {
    start_ben();
    start_ana();
  }
  TwoPeople two;
  std::filesystem::path runtime = two.folder.path() / "run";
  std::unique_ptr<Serving> ana;
  std::unique_ptr<Serving> ben;
};

}  // namespace avow::testing
