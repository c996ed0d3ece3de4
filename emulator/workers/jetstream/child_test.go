package jetstream_test

const childURL = "LOCKTWIN_TEST_NATS"

func child() {}
