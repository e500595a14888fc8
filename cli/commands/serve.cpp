#include <fmt/format.h>
#include <fmt/format.h>
#include <protocol/local.capnp.h>
#include <unistd.h>

#include "base/encoding.h"
#include "base/text_asking.h"
#include "base/text_catalogue.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/environment.h"
#include "cli/own_process.h"
#include "cli/values.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

using State = instance::Running::State;

// What a locked self gets of the program that it was before (instance/program_image.h). Nobody types it.
Result<instance::KeptPage> kept_page(const Arguments& arguments) {
  instance::KeptPage out;
  if (!arguments.has("page-socket")) return out;
  AVOW_TRY(const std::uint32_t socket, list_limit(arguments.get("page-socket")));
  out.socket = static_cast<int>(socket);
  for (const auto& text : arguments.all("page-session")) {
    const auto colon = std::min(text.find(':'), text.size());
    AVOW_TRY(const Bytes hash, from_hex(text.substr(0, colon)));
    if (hash.size() != std::tuple_size_v<Hash> || colon == text.size()) return Error{Errc::usage, text};
    AVOW_TRY(const std::uint32_t left, list_limit(text.substr(colon + 1)));
    out.sessions.push_back({first<std::tuple_size_v<Hash>>(hash), std::chrono::seconds(left)});
  }
  out.assets_dir = arguments.get("page-assets");
  return out;
}

Result<instance::ServeOptions> options_of(Context& context, const Arguments& arguments) {
  instance::ServeOptions out;
  AVOW_TRY(out.socket, context.socket());
  out.listen = arguments.get("listen");
  if (arguments.has("listen")) AVOW_CHECK(check_address(out.listen, "--listen"));
  out.dial = arguments.all("dial");
  for (const auto& address : out.dial) AVOW_CHECK(check_address(address, "--dial"));
  out.addresses = arguments.all("address");
  for (const auto& address : out.addresses) AVOW_CHECK(check_own_address(address, "--address"));
  if (out.dial.size() > limits::kAddressesMax || out.addresses.size() > limits::kAddressesMax) {
    return Error{Errc::usage, fmt::format(text::kAddressesMost, limits::kAddressesMax)};
  }
  if (arguments.has("for")) {
    AVOW_TRY(const std::uint32_t seconds, window_seconds(arguments.get("for")));
    out.window = std::chrono::seconds(seconds);
  }
  out.zone = local_zone(context.world().environment);
  if (context.output().json()) out.anew.emplace_back("--json");
  AVOW_TRY(out.page, kept_page(arguments));
  out.first_run = arguments.has("first-run");
  out.announces = arguments.has("detached");
  out.left = arguments.has("left");
  return out;
}

Result<void> check_nothing_runs(Context& context) {
  AVOW_TRY(const auto there, context.running());
  if (there == nullptr) return {};
  return Error{Errc::refused, std::string(there->state() == State::locked ? text::kRunsLocked : text::kRunsAlready)};
}

// --- serve ---

Result<int> serve_here(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const auto options, options_of(context, arguments));
  AVOW_TRY(const auto place, context.place());
  const auto replies = replies_for(context.output(), command);
  const auto on_wait = [&context] { context.output().notice(text::kWaiting); };
  if (arguments.has("detached")) AVOW_CHECK(check_nothing_runs(context));
  if (arguments.has("locked") || arguments.has("first-run")) return context.world().backend.serve(place, std::nullopt, options, on_wait, *replies);
  AVOW_CHECK(check_nothing_runs(context));
  AVOW_CHECK(context.check_vault());
  int code = 0;
  AVOW_CHECK(context.with_passphrase([&](ByteView typed) -> Result<void> {
    AVOW_TRY(code, context.world().backend.serve(place, typed, options, on_wait, *replies));
    return {};
  }));
  return code;
}

// In the background nobody reads but the `unlock` that began it, and it makes the sentences: what went wrong is told as
// it was met.
Result<int> run_serve(Context& context, const Command& command, const Arguments& arguments) {
  if (!arguments.has("detached")) return serve_here(context, command, arguments);
  ::setsid();
  auto served = serve_here(context, command, arguments);
  if (served.ok()) return served;
  const Error& error = served.error();
  context.output().print(fmt::format("{{\"v\":1,\"error\":{}}}\n", to_json(Explanation{name_of(error.code), error.context, "", {}})));
  return exit_code_of(error.code);
}

// --- unlock ---

// What the other process said first: where it listens, or why it did not begin.
struct Begun {
  std::string address;
  bool serving = false;
};
Result<Begun> first_words(const std::string& line) {
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<schema::FirstLine>();
  AVOW_CHECK(wire::from_json<schema::FirstLine>(line, line.size(), answer));
  const auto error = answer.asReader().getError();
  if (error.getCode().size() > 0) {
    const auto code = errc_named(wire::view_of(error.getCode()));
    return Error{code.value_or(Errc::failed), std::string(wire::view_of(error.getMessage()))};
  }
  const auto data = answer.asReader().getData();
  return Begun{std::string(wire::view_of(data.getAddress())), data.getServing()};
}

std::vector<std::string> serve_arguments(const instance::VaultPlace& place, const Arguments& arguments) {
  std::vector<std::string> out{"serve", "--detached", "--json", "--vault", place.vault.string()};
  for (const char* name : {"listen", "for"}) {
    if (arguments.has(name)) out.insert(out.end(), {std::string("--") + name, arguments.get(name)});
  }
  for (const char* name : {"dial", "address"}) {
    for (const auto& value : arguments.all(name)) out.insert(out.end(), {std::string("--") + name, value});
  }
  return out;
}

void reply_unlocked(const Begun& begun, int pid, app::Replies& replies) {
  capnp::MallocMessageBuilder message;
  auto unlocked = message.initRoot<schema::Done>().initUnlocked();
  unlocked.setAddress(begun.address);
  unlocked.setServing(begun.serving);
  unlocked.setPid(static_cast<std::uint32_t>(pid));
  replies.done(message.getRoot<schema::Done>());
}

Result<int> run_unlock(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_CHECK(options_of(context, arguments));
  AVOW_TRY(const auto place, context.place());
  const auto replies = replies_for(context.output(), command);
  AVOW_TRY(const auto there, context.running());
  if (there != nullptr && there->state() == State::open) {
    return Error{Errc::refused, std::string(text::kRunsAlready)};
  }
  AVOW_CHECK(context.check_vault());
  if (there != nullptr && (arguments.has("listen") || arguments.has("dial") || arguments.has("for"))) {
    context.output().notice(text::kKeepsItsPlaces);
  }
  AVOW_CHECK(context.with_passphrase([&](ByteView typed) {
    return there != nullptr ? there->unlock(typed, *replies) : begin_in_background(serve_arguments(place, arguments), typed, *replies);
  }));
  return 0;
}

// --- lock ---

Result<int> run_lock(Context& context, const Command& command, const Arguments&) {
  const auto replies = replies_for(context.output(), command);
  AVOW_TRY(const auto there, context.running());
  if (there == nullptr) {
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Done>().initLocked().setLocked(true);
    replies->done(message.getRoot<schema::Done>());
    return 0;
  }
  RequestMessage request;
  request->setLock();
  AVOW_CHECK(there->handle(request->asReader(), *replies));
  return 0;
}

const std::vector<Parameter> kWhere{{.takes = Takes::option, .name = "listen", .value = "ADDR:PORT"},
                                    {.takes = Takes::option, .name = "dial", .value = "ADDR:PORT", .repeats = true},
                                    {.takes = Takes::option, .name = "address", .value = "ADDR:PORT", .repeats = true},
                                    {Takes::option, "for", "TIME"}};

std::vector<Parameter> serve_parameters() {
  auto out = kWhere;
  out.push_back({.takes = Takes::flag, .name = "locked", .shown = false});
  out.push_back({.takes = Takes::flag, .name = "detached", .shown = false});
  out.push_back({.takes = Takes::flag, .name = "first-run", .shown = false});
  out.push_back({.takes = Takes::flag, .name = "left", .shown = false});
  out.push_back({.takes = Takes::option, .name = "page-socket", .value = "N", .shown = false});
  out.push_back({.takes = Takes::option, .name = "page-session", .value = "HEX:SECONDS", .repeats = true, .shown = false});
  out.push_back({.takes = Takes::option, .name = "page-assets", .value = "DIR", .shown = false});
  return out;
}

}  // namespace

Result<void> begin_in_background(const std::vector<std::string>& words, ByteView typed, app::Replies& replies) {
  OwnProcessInput input;
  input.passphrase = std::string(text_of(typed));
  auto started = OwnProcess::start(words, input);
  crypto::wipe(input.passphrase);
  if (!started.ok()) return started.error();
  AVOW_TRY(const std::string line, (*started)->line());
  AVOW_TRY(const Begun begun, first_words(line));
  reply_unlocked(begun, (*started)->leave_running(), replies);
  return {};
}

std::vector<Command> serve() {
  return {{"serve", "", serve_parameters(), run_serve}, {"unlock", "", kWhere, run_unlock}, {"lock", "", {}, run_lock}};
}

}  // namespace avow::cli::commands
