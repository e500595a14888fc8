#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "base/text_page.h"
#include "cli/child.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/environment.h"
#include "cli/kept_answer.h"
#include "cli/local_places.h"
#include "cli/private_file.h"
#include "wire/json.h"

namespace avow::cli::commands {
namespace {

namespace fs = std::filesystem;

// 0: none was named.
Result<std::uint16_t> port_of(const std::string& typed) {
  std::uint16_t out = 0;
  if (typed.empty()) return out;
  const char* end = typed.data() + typed.size();
  const auto parsed = std::from_chars(typed.data(), end, out);
  if (parsed.ec != std::errc{} || parsed.ptr != end || out == 0) return Error{Errc::usage, std::string(text::kPortTakes)};
  return out;
}

Result<instance::PageWish> wish_of(const Arguments& arguments) {
  instance::PageWish out;
  out.revoke_all = arguments.has("revoke-all");
  AVOW_TRY(out.port, port_of(arguments.get("port")));
  if (!arguments.has("assets-dir")) return out;
  std::error_code problem;
  const fs::path folder = fs::absolute(arguments.get("assets-dir"), problem);
  if (problem || !fs::is_directory(folder, problem)) {
    return Error{Errc::usage, fmt::format(text::kNoSuchFolder, arguments.get("assets-dir"))};
  }
  out.assets_dir = folder.string();
  return out;
}

// Without a vault the page makes one; where nobody can type a passphrase here, the page asks for it.
Result<void> begin(Context& context) {
  AVOW_TRY(const auto place, context.place());
  Unheard unheard;
  std::vector<std::string> words{"serve", "--detached", "--json", "--vault", place.vault.string()};
  if (!has_vault(place)) {
    AVOW_CHECK(check_place_is_free(place));
    words.emplace_back("--first-run");
    return begin_in_background(words, {}, unheard);
  }
  const auto begun = context.with_passphrase([&](ByteView typed) { return begin_in_background(words, typed, unheard); });
  if (begun.ok() || begun.error().code != Errc::passphrase_needed) return begun;
  words.emplace_back("--locked");
  return begin_in_background(words, {}, unheard);
}

Result<std::unique_ptr<instance::Running>> running_or_begun(Context& context) {
  AVOW_TRY(auto there, context.running());
  if (there != nullptr) return there;
  AVOW_CHECK(begin(context));
  AVOW_TRY(there, context.running());
  if (there == nullptr) return Error{Errc::not_running, ""};
  return there;
}

// ---- The browser

bool has_screen(const EnvironmentLookup& environment) {
  return !environment("DISPLAY").value_or("").empty() || !environment("WAYLAND_DISPLAY").value_or("").empty();
}

std::string in_shell(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// Why through a file: arguments of a program can be read by every user of this computer, and the token is in the address.
Result<void> write_door(const fs::path& path, const std::string& url) {
  AVOW_TRY(const auto file, PrivateFile::open(path, true));
  file->write(fmt::format("<!doctype html><meta charset=\"utf-8\"><title>avow</title>"
                          "<meta http-equiv=\"refresh\" content=\"0;url={}\">\n", url));
  return file->finish();
}

Result<void> open_browser(Context& context, const std::string& url) {
  AVOW_TRY(const fs::path socket, context.socket());
  const fs::path door = instance::door_file(socket);
  AVOW_CHECK(write_door(door, url));
  AVOW_TRY(const Child child, start_child("xdg-open " + in_shell(door.string()) + " >/dev/null 2>&1 &", ChildPipe::from_its_output));
  wait_for_child(child.pid);
  return {};
}

// ---- web

Result<int> revoke_all(Context& context, const instance::PageWish& wish) {
  AVOW_TRY(const auto there, context.running());
  if (there != nullptr) AVOW_CHECK(there->open_page(wish));
  if (context.output().json()) {
    context.output().data("{\"revoked\":true}");
  } else {
    context.output().print_wrapped(text::kPagesLetOut);
    context.output().print("\n");
  }
  return 0;
}

void say(Context& context, bool opens, const std::string& url, std::uint16_t port) {
  Output& output = context.output();
  if (output.json()) return output.data(fmt::format("{{\"url\":{},\"port\":{}}}", wire::to_json_string(url), port));
  output.print_wrapped(opens ? text::kPageOpens : text::kPageAt);
  output.print(fmt::format("\n  {}\n", url));
  output.print_wrapped(text::kPageStays);
  output.print("\n");
}

Result<int> run_web(Context& context, const Command&, const Arguments& arguments) {
  AVOW_TRY(const auto wish, wish_of(arguments));
  if (wish.revoke_all) return revoke_all(context, wish);
  AVOW_TRY(const auto there, running_or_begun(context));
  AVOW_TRY(const auto door, there->open_page(wish));
  const std::string url = fmt::format("http://127.0.0.1:{}/#t={}", door.port, door.token);
  const bool opens = !arguments.has("no-open") && has_screen(context.world().environment);
  if (opens) AVOW_CHECK(open_browser(context, url));
  say(context, opens, url, door.port);
  return 0;
}

}  // namespace

std::vector<Command> web() {
  return {{"web",
           "",
           {{.takes = Takes::flag, .name = "no-open"},
            {Takes::option, "port", "N"},
            {.takes = Takes::flag, .name = "revoke-all"},
            {Takes::option, "assets-dir", "DIR"}},
           run_web}};
}

}  // namespace avow::cli::commands
