// What the keys of one token section must be to one another: which kind needs which, and which exclude each other. Pure, any thread.
// It looks at no file and no host.
#pragma once

#include <string>

#include "common/config/findings.hpp"
#include "worker/settings/token_draft.hpp"

namespace iw {

/// Adds to `findings` what is wrong with the section at `path` (`accounts.<name>.token`), each at its key. Keys that have a problem already are not
/// looked at again.
void check_token(const TokenDraft& draft, const std::string& path, config::Findings& findings);

}  // namespace iw
