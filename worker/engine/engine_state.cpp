#include "worker/engine/engine_state.hpp"

#include <utility>

namespace iw {

EngineState::EngineState(const Settings& engine_settings, ErrorTable table, Ports engine_ports, std::uint64_t seed)
    : settings(engine_settings),
      errors(std::move(table)),
      decode_rules{engine_settings.kafka.topics.requests, [this](std::string_view name) { return lanes.find(name).has_value(); },
                   engine_settings.in_doubt.insert_resubmits ? DoubtPolicy::resubmit : DoubtPolicy::report,
                   engine_settings.in_doubt.upsert_resubmits ? DoubtPolicy::resubmit : DoubtPolicy::report},
      ports(engine_ports),
      random(seed),
      writer(static_cast<std::uint32_t>(random())),
      lanes(engine_settings) {}

}  // namespace iw
