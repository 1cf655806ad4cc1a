// The leanest worker that promises nothing: franz-go and fasthttp, at least once, no checks of any kind. What bench_worker compares import-worker with.
//
//	peer run --config FILE    the same configuration file and the same topics as import-worker; of both only what is read below
//
// Each request record becomes one POST; each answer, whatever it says, becomes one result record; offsets are committed every 100 ms.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/valyala/fasthttp"
	"gopkg.in/yaml.v3"
)

type config struct {
	Kafka struct {
		Brokers string `yaml:"brokers"`
		Group   string `yaml:"group"`
		Topics  struct {
			Requests string `yaml:"requests"`
			Results  string `yaml:"results"`
		} `yaml:"topics"`
	} `yaml:"kafka"`
	API struct {
		BaseURL     string `yaml:"base_url"`
		MaxInFlight int    `yaml:"max_in_flight"`
	} `yaml:"api"`
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) < 2 || os.Args[1] != "run" {
		fail(fmt.Errorf("usage: peer run --config FILE"))
	}
	flags := flag.NewFlagSet("run", flag.ExitOnError)
	path := flags.String("config", "", "configuration file of import-worker")
	fail(flags.Parse(os.Args[2:]))
	text, err := os.ReadFile(*path)
	fail(err)
	var cfg config
	fail(yaml.Unmarshal(text, &cfg))

	client, err := kgo.NewClient(
		kgo.SeedBrokers(cfg.Kafka.Brokers),
		kgo.ConsumerGroup(cfg.Kafka.Group),
		kgo.ConsumeTopics(cfg.Kafka.Topics.Requests),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.AutoCommitMarks(),
		kgo.AutoCommitInterval(100*time.Millisecond),
		kgo.DefaultProduceTopic(cfg.Kafka.Topics.Results),
		kgo.ProducerLinger(5*time.Millisecond),
		kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
	)
	fail(err)
	defer client.Close()

	http := &fasthttp.Client{MaxConnsPerHost: cfg.API.MaxInFlight, NoDefaultUserAgentHeader: true, ReadTimeout: 15 * time.Second}
	url := cfg.API.BaseURL + "/tcb/databasemigrateimport?access_token=a-token"
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	jobs := make(chan *kgo.Record, cfg.API.MaxInFlight)
	for i := 0; i < cfg.API.MaxInFlight; i++ {
		go work(client, http, url, jobs)
	}
	for ctx.Err() == nil {
		client.PollFetches(ctx).EachRecord(func(record *kgo.Record) { jobs <- record })
	}
}

// One slot: a call at a time, on requests and answers that it keeps.
func work(client *kgo.Client, http *fasthttp.Client, url string, jobs <-chan *kgo.Record) {
	request, answer := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	request.SetRequestURI(url)
	request.Header.SetMethod(fasthttp.MethodPost)
	request.Header.SetContentType("application/json")
	for record := range jobs {
		request.SetBodyRaw(record.Value)
		if http.Do(request, answer) != nil {
			continue // it promises nothing
		}
		value := append([]byte(nil), answer.Body()...)
		client.Produce(context.Background(), &kgo.Record{Key: record.Key, Value: value, Partition: record.Partition}, nil)
		client.MarkCommitRecords(record)
	}
}
