// This program, begun again in the same process: every page of memory is given up, so nothing that was ever decrypted
// can be found in it afterwards.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "instance/supervisor.h"

namespace avow::instance {

// Executes this very program with these arguments (none of them a secret) in place of the running one. All descriptors
// but 0, 1, 2, `keep_socket` and `page_socket` are closed; the latter's number goes with it as --page-socket. Comes back only with the Error.
Error become_anew(const std::vector<std::string>& arguments, std::optional<HandedSocket> keep_socket, int page_socket);

}  // namespace avow::instance
