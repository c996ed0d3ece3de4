// Package jetstream spreads a campaign over machines through NATS JetStream.
//
// One process opens a [Campaign]: it announces the Spec, puts shards on a work
// queue and takes answers. Any number of processes [Work]: each runs one engine
// a core, takes a shard, answers it and only then acknowledges it. What goes
// through the server for one campaign, whose ID is the hash of its Spec:
//
//	LOCKTWIN                 bucket: ID -> version and Spec, as long as there is work
//	LOCKTWIN_ID_work         work queue, one subject for each shard that waits
//	LOCKTWIN_ID_answers      every answer, in the order of arrival
//
// A shard is redelivered when its worker is silent for the time to acknowledge;
// a worker that is slow says now and then that it is at work. An answer is
// confirmed by the server before its shard is acknowledged, so a worker that is
// killed at any instant loses nothing. It may leave an answer without an
// acknowledgement; the second answer has the same message ID, and the campaign
// takes each shard once, whoever answered. So the result is that of one machine.
//
// Answers are compressed, and split when they are longer than a message, which
// holds at most [PartBytes]. The limit of a whole answer is that of the campaign
// package, before compression; its shards stay far below it.
//
// The package must not know what an engine does, flags, or terminals.
package jetstream
