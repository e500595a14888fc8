// The system's service manager, as far as avow speaks with it: sockets that it handed over, and a word when the
// instance is ready (sd_listen_fds(3), sd_notify(3); written by hand, for it is little). Nothing here holds content.
#pragma once

#include <optional>
#include <string_view>

namespace avow::instance {

// A listening socket. Its name in the file system is for its owner to remove. Value; whoever takes it closes it.
struct HandedSocket {
  int fd = -1;
  bool own = false;  // avow made it; else the service manager did
};

// The first socket that was handed to this very process (LISTEN_PID, LISTEN_FDS); it is set to close on exec and to
// not block. Taken once: the variables are removed, so that no child believes in them.
std::optional<HandedSocket> take_inherited_socket();

// Hands it to the program that this process is about to become (exec): it becomes descriptor 3. False when it fails.
bool leave_socket_to_next_program(const HandedSocket& socket);

// "READY=1", "STOPPING=1", "STATUS=…". Without NOTIFY_SOCKET it does nothing.
void notify_supervisor(std::string_view state);

}  // namespace avow::instance
