// Whoever answers requests of the local API: an instance inside this program for the length of one command, or one that
// runs already and is asked over its socket. The command line does not know the difference.
#pragma once

#include <filesystem>

#include "app/replies.h"
#include "base/bytes.h"
#include "base/result.h"

namespace avow::instance {

// Resource.
class Asked {
 public:
  Asked() = default;
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;
  virtual ~Asked() = default;
  // Answers one request through `replies`; comes back when it is answered. An Error is the failure to show.
  virtual Result<void> handle(schema::Request::Reader request, app::Replies& replies) = 0;
};

// What `avow web` asks for: the page at 127.0.0.1, or that every page is let out. Value.
struct PageWish {
  std::uint16_t port = 0;   // 0 = where it listens already, else any
  bool revoke_all = false;
  std::string assets_dir = {};  // "" = the files inside the program
};
struct PageDoor {
  std::string token;        // opens it once, within a minute; "" when all were let out
  std::uint16_t port = 0;
};

// Where `avow web` leaves the browser's way in (a file, for other users can read arguments); it goes with the instance.
inline std::filesystem::path door_file(std::filesystem::path socket) { return socket.replace_extension(".html"); }

// One that runs already. When it was found it was open, covered (its content needs the passphrase again) or locked (it
// holds no key). Resource.
class Running : public Asked {
 public:
  enum class State : std::uint8_t { open, covered, locked };
  virtual State state() const = 0;
  virtual int pid() const = 0;
  // Error{wrong_passphrase}. Passphrase as typed. Answers Done.unlocked.
  virtual Result<void> unlock(ByteView passphrase, app::Replies& replies) = 0;
  // Error{io}: the port is taken.
  virtual Result<PageDoor> open_page(const PageWish& wish) = 0;
};

}  // namespace avow::instance
