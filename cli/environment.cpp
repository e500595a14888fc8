#include "cli/environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <system_error>

#include "base/limits.h"
#include "base/text_asking.h"
#include "cli/vaults.h"

namespace avow::cli {
namespace {

namespace fs = std::filesystem;

bool is_zone_name(std::string_view name) {
  if (name.empty() || name.size() > limits::kZoneBytesMax || name.front() == '/' || name.find("..") != name.npos)
    return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
           c == '-' || c == '+';
  });
}

// The zone's name when zoneinfo has it, else "". `named` may be a path below zoneinfo.
std::string known_zone(std::string named, const ZoneFiles& files) {
  const std::string folder = files.zoneinfo.string() + "/";
  if (const auto at = named.find(folder); at != std::string::npos) named.erase(0, at + folder.size());
  for (const std::string_view prefix : {"posix/", "right/"}) {
    if (named.starts_with(prefix)) named.erase(0, prefix.size());
  }
  std::error_code ignored;
  if (!is_zone_name(named) || !fs::is_regular_file(files.zoneinfo / named, ignored)) return "";
  return named;
}

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line(limits::kZoneBytesMax + 1, '\0');
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
  return line.substr(0, line.find_first_of(" \t\r\n"));
}

}  // namespace

Result<fs::path> xdg_folder(const EnvironmentLookup& environment, const char* variable, const char* below_home) {
  if (const auto set = environment(variable); set && fs::path(*set).is_absolute()) return fs::path(*set);
  if (const auto home = environment("HOME"); home && fs::path(*home).is_absolute()) return fs::path(*home) / below_home;
  return Error{Errc::usage, fmt::format(text::kNoHome, variable)};
}

Result<instance::VaultPlace> vault_place(const std::string& vault_option, const EnvironmentLookup& environment) {
  fs::path vault = vault_option;
  if (vault.empty()) vault = environment("AVOW_VAULT").value_or("");
  if (vault.empty()) {
    AVOW_TRY(const fs::path folder, vaults_folder(environment));
    vault = folder / current_vault(environment);
  }
  AVOW_TRY(fs::path state, xdg_folder(environment, "XDG_STATE_HOME", ".local/state"));
  std::error_code problem;
  vault = fs::absolute(vault, problem).lexically_normal();
  if (problem) return Error{Errc::io, "the current folder is gone"};
  if (!vault.has_filename()) vault = vault.parent_path();  // "…/vault/"
  return instance::VaultPlace{std::move(vault), std::move(state)};
}

fs::path socket_folder(const instance::VaultPlace& place, const EnvironmentLookup& environment) {
  if (const auto set = environment("XDG_RUNTIME_DIR"); set && fs::path(*set).is_absolute()) return fs::path(*set) / "avow";
  return place.state_home / "avow" / "run";
}

std::string local_zone(const EnvironmentLookup& environment, const ZoneFiles& files) {
  if (auto set = environment("TZ")) {
    if (set->empty()) return "UTC";  // POSIX: an empty TZ is UTC
    if (set->front() == ':') set->erase(0, 1);
    if (auto zone = known_zone(std::move(*set), files); !zone.empty()) return zone;
  }
  if (auto zone = known_zone(first_line(files.timezone), files); !zone.empty()) return zone;
  std::error_code no_link;
  const fs::path target = fs::read_symlink(files.localtime, no_link);
  if (!no_link) {
    if (auto zone = known_zone((files.localtime.parent_path() / target).lexically_normal().string(), files);
        !zone.empty()) {
      return zone;
    }
  }
  return "UTC";
}

void follow_zone(const std::string& zone) {
  setenv("TZ", zone.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): at the start, before any thread
  tzset();
}

namespace {

// The local wall at an RFC 3339 time of the API, or so long before it.
std::optional<std::tm> local_of(std::string_view rfc3339, std::chrono::seconds before = {}) {
  std::tm utc{};
  const std::string text(rfc3339.substr(0, 32));
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  if (end == nullptr || *end != 'Z') return std::nullopt;
  const std::time_t instant = timegm(&utc) - before.count();
  std::tm local{};
  if (localtime_r(&instant, &local) == nullptr) return std::nullopt;
  return local;
}

std::chrono::sys_days day_of(const std::tm& local) {
  return std::chrono::year(local.tm_year + 1900) / (local.tm_mon + 1) / local.tm_mday;
}

}  // namespace

std::string on_the_wall(std::string_view rfc3339, std::chrono::seconds before) {
  const auto found = local_of(rfc3339, before);
  if (!found) return std::string(rfc3339);
  const std::tm& local = *found;
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{} {} {} {}, {:02}:{:02}", kDays[static_cast<std::size_t>(local.tm_wday)], local.tm_mday,
                     kMonths[static_cast<std::size_t>(local.tm_mon)], local.tm_year + 1900, local.tm_hour,
                     local.tm_min);
}

std::chrono::days days_since(std::string_view rfc3339) {
  const auto then = local_of(rfc3339);
  const std::time_t instant = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm now{};
  if (!then || localtime_r(&instant, &now) == nullptr) return std::chrono::days(0);
  return day_of(now) - day_of(*then);
}

}  // namespace avow::cli
