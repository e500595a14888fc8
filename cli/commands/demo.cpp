// `avow demo`: two people, two vaults in a temporary folder, two real processes over loopback. Nothing here knows
// the program from inside: every step is a command that a person could type.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text_demo.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/interrupt.h"
#include "cli/own_process.h"
#include "cli/wiretap.h"
#include "wire/json.h"

namespace avow::cli::commands {
namespace {

constexpr std::string_view kPassphrase = "only for the demo";
// Why whole names: three letters stand somewhere in any hundred thousand random bytes now and then.
constexpr std::string_view kAnaName = "Ana Moreira";
constexpr std::string_view kBenName = "Ben Lindqvist";

// A folder that is gone when the demo is over.
class DemoFolder {
 public:
  static Result<std::unique_ptr<DemoFolder>> make() {
    std::error_code failed;
    std::string pattern = std::filesystem::temp_directory_path(failed) / "avow-demo-XXXXXX";
    if (failed || mkdtemp(pattern.data()) == nullptr) return Error{Errc::io, "a temporary folder could not be made"};
    return std::unique_ptr<DemoFolder>(new DemoFolder(pattern));
  }
  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;
  ~DemoFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit DemoFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

// The text of "name":"…" in one of the program's own JSON lines; the values read here need no unescaping.
std::string field(const std::string& json, std::string_view name) {
  const std::string key = fmt::format("\"{}\":\"", name);
  const auto at = json.find(key);
  if (at == std::string::npos) return "";
  const auto from = at + key.size();
  return json.substr(from, json.find('"', from) - from);
}

std::vector<std::string> list(const std::string& json, std::string_view name) {
  const std::string key = fmt::format("\"{}\":[", name);
  std::vector<std::string> out;
  auto at = json.find(key);
  if (at == std::string::npos) return out;
  const auto end = json.find(']', at);
  for (at = json.find('"', at + key.size()); at < end; at = json.find('"', at + 1)) {
    const auto close = json.find('"', at + 1);
    out.push_back(json.substr(at + 1, close - at - 1));
    at = close;
  }
  return out;
}

// One of the two, with a vault of their own.
class Somebody {
 public:
  Somebody(const std::filesystem::path& folder, std::string_view whole_name)
      : whole_name_(whole_name), name_(whole_name.substr(0, whole_name.find(' '))), vault_(folder / name_) {}
  const std::string& name() const { return name_; }
  const std::string& whole_name() const { return whole_name_; }

  Result<std::unique_ptr<OwnProcess>> start(std::vector<std::string> words, const std::string& input = "") const {
    words.insert(words.end(), {"--vault", vault_.string()});
    return OwnProcess::start(words, OwnProcessInput{input, std::string(kPassphrase)});
  }
  // Runs one command to its end; a failure of the command is a failure of the demo.
  Result<std::string> run(std::vector<std::string> words, const std::string& input = "") const {
    const std::string what = fmt::format("{}", fmt::join(words, " "));
    AVOW_TRY(const auto process, start(std::move(words), input));
    std::string out = process->rest();
    if (process->wait() != 0) return Error{Errc::failed, fmt::format(text::kDemoStepFailed, what)};
    return out;
  }

 private:
  std::string whole_name_;
  std::string name_;
  std::filesystem::path vault_;
};

class Demo {
 public:
  Demo(Context& context, const std::filesystem::path& folder)
      : out_(context.output()), ana_(folder, kAnaName), ben_(folder, kBenName), written_{ana_.whole_name(), ben_.whole_name()} {}

  Result<int> run() {
    AVOW_CHECK(make_vaults());
    AVOW_CHECK(pair());
    AVOW_CHECK(write_first());
    AVOW_CHECK(first_sync());
    AVOW_CHECK(answer());
    AVOW_CHECK(show_both());
    AVOW_CHECK(compare());
    const bool ok = opaque_ && level_ && verified_;
    if (out_.json()) {
      out_.data(fmt::format(R"({{"ok":{},"words_equal":{},"wire_opaque":{},"wire_bytes":{},"level":{},"verified":{}}})", ok,
                            words_equal_, opaque_, wire_bytes_, level_, verified_));
    } else if (ok) {
      say(text::kDemoOver);
    }
    return ok && words_equal_ ? exit_code::kOk : exit_code::kVerification;
  }

 private:
  void say(std::string_view text) {
    if (out_.json()) return;
    out_.print_wrapped(text);
    out_.flush();
  }
  void heading(std::string_view text) {
    if (out_.json()) return;
    out_.print(fmt::format("\n{}\n", out_.style().strong(text)));
  }
  void show(const std::string& text) {
    if (!out_.json()) out_.print(quoted(text, "    "));
  }

  Result<void> make_vaults() {
    heading(text::kDemoVaults);
    for (const auto* who : {&ana_, &ben_}) AVOW_CHECK(who->run({"init", "--name", who->whole_name(), "--json"}));
    say(fmt::format(text::kDemoVaultsMade, ana_.name(), ben_.name()));
    return {};
  }

  Result<void> pair() {
    heading(text::kDemoPairing);
    AVOW_TRY(const auto invite, ana_.start({"pair", "invite", "--listen", "127.0.0.1:0", "--json"}));
    AVOW_TRY(const std::string opened, invite->line());
    const std::string link = field(opened, "link");
    AVOW_TRY(const std::string joined, ben_.run({"pair", "join", "--link-file", "-", "--json"}, link));
    AVOW_TRY(const std::string invited, invite->line());
    if (invite->wait() != 0) return Error{Errc::failed, fmt::format(text::kDemoStepFailed, "pair invite")};
    const auto words = list(invited, "words");
    words_equal_ = words.size() == 5 && words == list(joined, "words");
    say(fmt::format(text::kDemoLink, ana_.name(), ben_.name(), link.substr(0, 17)));
    show(side_by_side(fmt::format("{}\n", fmt::join(words, " ")), fmt::format("{}\n", fmt::join(list(joined, "words"), " "))));
    say(words_equal_ ? text::kDemoWordsEqual : text::kDemoWordsDiffer);
    for (const auto* who : {&ana_, &ben_}) AVOW_CHECK(who->run({"pair", "confirm", "--json"}));
    return {};
  }

  Result<void> write_first() {
    heading(fmt::format(text::kDemoWrites, ana_.name()));
    AVOW_TRY(const std::string offered,
             ana_.run({"promise", "offer", wrote(text::kDemoPromise), "--done-when", wrote(text::kDemoDoneWhen), "--json"}));
    promise_ = field(offered, "id");
    AVOW_CHECK(ana_.run({"note", "add", wrote(text::kDemoNote), "--json"}));
    show(fmt::format(text::kDemoWritten, ana_.name(), text::kDemoPromise, text::kDemoNote));
    return {};
  }

  // A text that one of them writes now, and that is looked for on the line from now on.
  std::string wrote(std::string_view said) {
    written_.emplace_back(said);
    return written_.back();
  }

  std::string side_by_side(const std::string& of_ana, const std::string& of_ben) const {
    return fmt::format("{}: {}{}: {}", ana_.name(), of_ana, ben_.name(), of_ben);
  }

  // One listens, the other calls, and somebody is on the line.
  Result<std::string> sync(const Somebody& listens, const Somebody& calls) {
    AVOW_TRY(const auto open, listens.start({"sync", "--listen", "127.0.0.1:0", "--json"}));
    AVOW_TRY(const std::string first, open->line());
    AVOW_TRY(const auto tap, Wiretap::open(field(first, "address")));
    AVOW_TRY(const auto call, calls.start({"sync", "--at", tap->address(), "--json"}));
    AVOW_CHECK(tap->carry());
    const std::string called = call->rest();
    const std::string answered = open->rest();
    if (call->wait() != 0 || open->wait() != 0) return Error{Errc::failed, fmt::format(text::kDemoStepFailed, "sync")};
    const auto words = list(called, "words");
    words_equal_ = words_equal_ && words.size() == 5 && words == list(answered, "words");
    examine(*tap, words);
    return called;
  }

  Result<void> first_sync() {
    heading(text::kDemoFirstSync);
    AVOW_TRY(const std::string synced, sync(ana_, ben_));
    say(fmt::format(text::kDemoOnTheLine, wire_bytes_));
    show(sample_ + "\n");
    say(opaque_ ? text::kDemoSearched : text::kDemoReadable);
    say(fmt::format(text::kDemoSyncWords, fmt::join(list(synced, "words"), " ")));
    return {};
  }

  // Is anything that the two are called, wrote until now or will read to each other to be found in what passed?
  void examine(const Wiretap& tap, const std::vector<std::string>& words) {
    const std::array<std::string_view, 2> passed{text_of(tap.there()), text_of(tap.back())};
    std::vector<std::string> wanted = written_;
    wanted.insert(wanted.end(), words.begin(), words.end());
    wanted.insert(wanted.end(), {"avow/v1", "promise", "commitments"});
    for (const auto stream : passed) {
      opaque_ = opaque_ && !stream.empty();
      for (const auto& one : wanted) opaque_ = opaque_ && stream.find(one) == std::string::npos;
    }
    wire_bytes_ = wire_bytes_ == 0 ? passed[0].size() + passed[1].size() : wire_bytes_;
    if (!sample_.empty()) return;  // that of the first one is shown
    const ByteView start = ByteView(tap.there()).first(std::min<std::size_t>(tap.there().size(), 64));
    const std::string hex = to_hex(start);
    sample_ = fmt::format("{}\n{}", hex.substr(0, 64), hex.size() > 64 ? hex.substr(64) : "");
  }

  Result<void> answer() {
    heading(fmt::format(text::kDemoAnswers, ana_.name(), ben_.name()));
    AVOW_CHECK(ben_.run({"promise", "accept", promise_, "--json"}));
    AVOW_CHECK(ben_.run({"note", "add", wrote(text::kDemoThanks), "--kind", "gratitude", "--json"}));
    AVOW_CHECK(sync(ben_, ana_));
    AVOW_CHECK(ana_.run({"promise", "report", "kept", promise_, "--json"}));
    AVOW_CHECK(sync(ana_, ben_));
    AVOW_CHECK(ben_.run({"promise", "confirm", promise_, "--json"}));
    AVOW_CHECK(sync(ben_, ana_));
    say(fmt::format(text::kDemoAnswered, ana_.name(), ben_.name()));
    say(opaque_ ? text::kDemoSearchedRest : text::kDemoReadable);
    return {};
  }

  Result<void> show_both() {
    for (const auto* who : {&ana_, &ben_}) {
      heading(fmt::format(text::kDemoSees, who == &ana_ ? 6 : 7, who->name()));
      AVOW_TRY(const std::string promises, who->run({"promise", "list", "--color", "never"}));
      AVOW_TRY(const std::string notes, who->run({"note", "list", "--color", "never"}));
      show(promises + notes);
    }
    return {};
  }

  Result<void> compare() {
    heading(text::kDemoSame);
    AVOW_TRY(const std::string ana, ana_.run({"status", "--json"}));
    AVOW_TRY(const std::string ben, ben_.run({"status", "--json"}));
    level_ = logs_agree(ana, ben);
    std::array<std::string, 2> verified;
    AVOW_TRY(verified[0], ana_.run({"verify", "--color", "never"}));
    AVOW_TRY(verified[1], ben_.run({"verify", "--color", "never"}));
    verified_ = true;  // verify ends with 8 otherwise, and run() with it
    say(level_ ? text::kDemoLogsEqual : text::kDemoLogsDiffer);
    show(side_by_side(verified[0], verified[1]));
    return {};
  }

  // Ana's own logs are Ben's "by partner", and the other way round: the same roots in exchanged places.
  static bool logs_agree(const std::string& ana, const std::string& ben) {
    const auto roots = [](const std::string& json) {
      std::vector<std::string> out;
      constexpr std::string_view kKey = "\"root\":\"";
      for (auto at = json.find(kKey); at != std::string::npos; at = json.find(kKey, at + 1)) {
        out.push_back(json.substr(at + kKey.size(), 64));
      }
      return out;
    };
    const auto a = roots(ana);
    auto b = roots(ben);
    if (a.size() != 4 || b.size() != 4) return false;
    std::swap(b[0], b[1]);
    std::swap(b[2], b[3]);
    return a == b;
  }

  Output& out_;
  Somebody ana_;
  Somebody ben_;
  std::vector<std::string> written_;  // names and texts that are nobody else's business
  std::string promise_;
  std::string sample_;
  std::size_t wire_bytes_ = 0;
  bool words_equal_ = false;
  bool opaque_ = true;
  bool level_ = false;
  bool verified_ = false;
};

}  // namespace

Result<int> run_demo(Context& context, const Command&, const Arguments&) {
  // Why held: a signal ends the program after the folder is gone, not before. Destroyed in that order.
  const HeldInterrupts held;
  AVOW_TRY(const auto folder, DemoFolder::make());
  // Why: the marks outside the vaults belong to the demo too, and go with it.
  setenv("XDG_STATE_HOME", (folder->path() / "state").c_str(), 1);  // NOLINT(concurrency-mt-unsafe): one thread
  return Demo(context, folder->path()).run();
}

}  // namespace avow::cli::commands
