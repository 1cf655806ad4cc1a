// librdkafka's handles with an owner each, so that none is leaked or destroyed twice. Any thread, as far as librdkafka allows it for the handle.
// It gives no handle a behaviour: clients, queues and lists are used through librdkafka's own functions or the headers beside this one.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace iw::kafka {

/// Calls the librdkafka function that destroys a handle.
template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* handle) const noexcept {
    Destroy(handle);
  }
};

/// Options of a client that is not made yet; make_client takes it over.
using ConfHandle = std::unique_ptr<rd_kafka_conf_t, Destroyer<rd_kafka_conf_destroy>>;
/// Options of a topic that is not made yet.
using TopicConfHandle = std::unique_ptr<rd_kafka_topic_conf_t, Destroyer<rd_kafka_topic_conf_destroy>>;
/// A topic to produce to. Destroyed before its client.
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Destroyer<rd_kafka_topic_destroy>>;
/// A queue to read from. Destroyed before its client.
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, Destroyer<rd_kafka_queue_destroy>>;
/// A record that was fetched. It pins its whole fetch buffer: copy what is needed and let it go.
using MessageHandle = std::unique_ptr<rd_kafka_message_t, Destroyer<rd_kafka_message_destroy>>;
/// Something that a queue reported.
using EventHandle = std::unique_ptr<rd_kafka_event_t, Destroyer<rd_kafka_event_destroy>>;
/// Partitions, with offsets and commit metadata where they are known.
using PartitionListHandle = std::unique_ptr<rd_kafka_topic_partition_list_t, Destroyer<rd_kafka_topic_partition_list_destroy>>;
/// Headers of a record; librdkafka takes them over when the record is accepted.
using HeadersHandle = std::unique_ptr<rd_kafka_headers_t, Destroyer<rd_kafka_headers_destroy>>;
/// A membership of a consumer group: member and generation.
using GroupMetadataHandle = std::unique_ptr<rd_kafka_consumer_group_metadata_t, Destroyer<rd_kafka_consumer_group_metadata_destroy>>;
/// What the cluster says of its topics.
using MetadataHandle = std::unique_ptr<const rd_kafka_metadata_t, Destroyer<rd_kafka_metadata_destroy>>;

}  // namespace iw::kafka
