// The rules about who may include what.
#include <algorithm>
#include <sstream>

#include "tidy/code_rules.h"

namespace avow::tidy {
namespace {

const std::set<std::string> kCliRooms{"base", "wire", "app", "report", "instance"};
// What the instance's interface itself speaks: typed secrets, their cost, and starting libsodium; and the chance that is handed to
// what works without an instance.
const std::set<std::string> kCliFiles{"crypto/secret.h", "crypto/slot.h", "crypto/init.h", "crypto/random.h"};

// Files of the pure rooms that turn structs into Cap'n Proto and back, besides codec.cpp and *_codec.cpp.
const std::set<std::string> kCodecFiles{"src/log/entry.cpp", "src/ledger/record.cpp", "src/ledger/checkin_answers.cpp",
                                        "src/sync/messages.cpp"};

// ARCHITECTURE.md's table: the rooms that may include a library. No rooms: anywhere.
struct Place {
  std::string_view prefix;
  std::set<std::string> rooms;
  bool in_headers = false;
  bool in_codecs = false;
};
const std::vector<Place> kPlaces{
    {"fmt/", {}, true},
    {"utf8proc.h", {"base"}},
    {"sodium", {"crypto"}},
    {"sqlite3.h", {"store"}},
    {"capnp/", {"wire", "app", "cli", "web", "instance"}, true, true},
    {"kj/", {"wire", "app", "cli", "instance"}, true, true},
    {"protocol/", {"wire", "app", "cli", "web", "instance"}, true, true},
    {"date/", {"ledger"}},
    {"libical/", {"ledger", "report"}},
    {"cmark", {"report"}},
    {"qrcodegen", {"report"}},
    {"asio", {"net", "web", "instance"}, true},
    {"boost/beast/", {"web"}},
    {"CLI/", {"cli"}},
};

// What the operating system offers: in .cpp files of rooms that are not pure.
const std::set<std::string> kSystemRooms{"base", "crypto", "store", "app", "net", "web", "instance", "cli"};
const std::set<std::string> kSystemHeaders{"unistd.h", "fcntl.h", "poll.h",    "signal.h", "termios.h", "pwd.h",
                                           "spawn.h",  "netdb.h", "ifaddrs.h", "net/if.h", "errno.h",   "limits.h"};

bool is_system_header(const std::string& name) {
  return kSystemHeaders.contains(name) || name.starts_with("sys/") || name.starts_with("netinet/") ||
         name.starts_with("arpa/") || name.starts_with("linux/");
}

bool is_codec(const Source& source) {
  const std::set<std::string> rooms{"log", "ledger", "sync", "pairing"};
  return rooms.contains(room_of(source.path)) &&
         (source.path.ends_with("_codec.cpp") || source.path.ends_with("/codec.cpp") ||
          kCodecFiles.contains(source.path));
}

bool may_include(const Source& source, const Place& place) {
  if (place.rooms.empty() || (place.in_codecs && is_codec(source))) return true;
  return place.rooms.contains(room_of(source.path)) && (place.in_headers || !is_header(source.path));
}

std::string folder_of(std::string_view include) {
  const auto slash = include.find('/');
  return slash == std::string_view::npos ? "" : std::string(include.substr(0, slash));
}

}  // namespace

Layers parse_layers(std::string_view text) {
  Layers out;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::istringstream rooms(line.substr(colon + 1));
    auto& allowed = out[line.substr(0, colon)];
    for (std::string room; rooms >> room;) allowed.insert(room);
  }
  return out;
}

Findings check_rooms(const Source& source, const Layers& layers) {
  const auto room = room_of(source.path);
  const bool cli = room == "cli";
  if (!cli && !layers.contains(room)) return {source.path + ": a folder that is no room of src/CMakeLists.txt"};
  const auto& allowed = cli ? kCliRooms : layers.at(room);
  Findings out;
  for (const auto& include : includes_of(source)) {
    const auto folder = folder_of(include.name);
    if (layers.contains(folder)) {
      if (folder != room && !allowed.contains(folder) && !(cli && kCliFiles.contains(include.name))) {
        out.push_back(finding(source, include.offset, room + " may not include " + folder));
      }
    } else if (include.quoted && folder != "protocol" &&
               !(cli && (folder.empty() || folder == "cli" || folder == "commands"))) {
      out.push_back(finding(source, include.offset, "\"" + include.name + "\" is no file of a room (\"room/file.h\")"));
    }
  }
  return out;
}

Findings check_third_party(const Source& source) {
  Findings out;
  for (const auto& include : includes_of(source)) {
    const auto& name = include.name;
    const auto place =
        std::find_if(kPlaces.begin(), kPlaces.end(), [&name](const Place& p) { return name.starts_with(p.prefix); });
    if (place != kPlaces.end()) {
      if (!may_include(source, *place)) out.push_back(finding(source, include.offset, name + " has no place here"));
    } else if (name == "sys/types.h") {  // names of types only
    } else if (is_system_header(name)) {
      if (!kSystemRooms.contains(room_of(source.path)) || is_header(source.path)) {
        out.push_back(
            finding(source, include.offset, name + ": system headers stay in .cpp files of rooms with hands"));
      }
    } else if (!include.quoted && name.find_first_of("./") != std::string::npos) {
      out.push_back(finding(source, include.offset, name + " is in no row of ARCHITECTURE.md's table"));
    }
  }
  return out;
}

Findings check_one_place(const std::vector<Source>& sources) {
  Findings out;
  for (const std::string_view library : {"CLI/", "date/"}) {
    std::set<std::string> users;
    for (const auto& source : sources) {
      for (const auto& include : includes_of(source)) {
        if (include.name.starts_with(library)) users.insert(source.path);
      }
    }
    if (users.size() < 2) continue;
    std::string what = std::string(library) + ": one file alone may include it, not";
    for (const auto& user : users) what += " " + user;
    out.push_back(what);
  }
  return out;
}

}  // namespace avow::tidy
