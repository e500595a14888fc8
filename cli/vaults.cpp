#include "cli/vaults.h"

#include <algorithm>
#include <fstream>

#include "base/limits.h"
#include "cli/environment.h"
#include "cli/local_places.h"

namespace avow::cli {
namespace {

namespace fs = std::filesystem;

// One line: the name of the vault that was chosen.
Result<fs::path> choice_file(const EnvironmentLookup& environment) {
  AVOW_TRY(const fs::path config, xdg_folder(environment, "XDG_CONFIG_HOME", ".config"));
  return config / "avow" / "vault";
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

bool is_vault_name(std::string_view name) {
  if (name.empty() || name.size() > limits::kNameBytesMax || !is_letter_or_digit(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; });
}

Result<fs::path> vaults_folder(const EnvironmentLookup& environment) {
  AVOW_TRY(const fs::path data, xdg_folder(environment, "XDG_DATA_HOME", ".local/share"));
  return data / "avow";
}

std::vector<std::string> vault_names(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
    std::string name = at->path().filename().string();
    if (is_vault_name(name) && has_vault({at->path(), {}})) out.push_back(std::move(name));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string current_vault(const EnvironmentLookup& environment) {
  const auto path = choice_file(environment);
  std::string name;
  if (path.ok()) {
    std::ifstream file(*path);
    std::getline(file, name);
  }
  return is_vault_name(name) ? name : std::string(kFirstVault);
}

Result<void> choose_vault(const EnvironmentLookup& environment, const std::string& name) {
  AVOW_TRY(const fs::path path, choice_file(environment));
  std::error_code problem;
  if (name == kFirstVault) {
    fs::remove(path, problem);
    return {};
  }
  fs::create_directories(path.parent_path(), problem);
  const fs::path temporary = path.string() + ".new";
  std::ofstream file(temporary, std::ios::trunc);
  file << name << '\n';
  file.close();
  if (file) fs::rename(temporary, path, problem);
  if (!file || problem) return Error{Errc::io, "writing " + path.string()};
  return {};
}

}  // namespace avow::cli
