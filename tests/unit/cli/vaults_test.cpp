#include "cli/vaults.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "cli/environment.h"

using namespace avow;
using namespace avow::cli;
namespace fs = std::filesystem;

namespace {

struct Home {
  Home() {
    std::string name = (fs::temp_directory_path() / "avow-vaults-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;
  ~Home() { fs::remove_all(path); }
  void add(const std::string& name) const {
    fs::create_directories(path / ".local/share/avow" / name);
    std::ofstream(path / ".local/share/avow" / name / "vault.db") << "x";
  }
  EnvironmentLookup environment() const {
    return [this](const char* name) -> std::optional<std::string> {
      if (std::string_view(name) == "HOME") return path.string();
      return std::nullopt;
    };
  }
  std::string used() const { return vault_place("", environment()).value().vault.filename(); }
  fs::path path;
};

}  // namespace

TEST_CASE("a vault's name is a plain file name") {
  for (const auto* name : {"vault", "2", "a-b_c.d"}) CHECK(is_vault_name(name));
  for (const auto* name : {"", ".", "..", ".x", "-x", "a/b", "a b", "\xC3\xA9", "a\n"}) CHECK_FALSE(is_vault_name(name));
  CHECK(is_vault_name(std::string(64, 'x')));
  CHECK_FALSE(is_vault_name(std::string(65, 'x')));
}

TEST_CASE("the chosen vault counts until another is chosen") {
  const Home home;
  CHECK(home.used() == "vault");
  home.add("vault");
  home.add("second");
  fs::create_directories(home.path / ".local/share/avow/empty");
  CHECK(vault_names(home.path / ".local/share/avow") == std::vector<std::string>{"second", "vault"});
  REQUIRE(choose_vault(home.environment(), "second").ok());
  CHECK(home.used() == "second");
  CHECK(vault_place("/elsewhere/else", home.environment())->vault == "/elsewhere/else");
  REQUIRE(choose_vault(home.environment(), "vault").ok());
  CHECK(home.used() == "vault");
  CHECK_FALSE(fs::exists(home.path / ".config/avow/vault"));
}

TEST_CASE("a damaged choice is none") {
  const Home home;
  fs::create_directories(home.path / ".config/avow");
  for (const auto* text : {"", "../../etc\n", "\n", "a b\n"}) {
    std::ofstream(home.path / ".config/avow/vault") << text;
    CHECK(home.used() == "vault");
  }
}
