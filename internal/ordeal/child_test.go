package ordeal

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"locktwin/emulator/server"
	"locktwin/emulator/storage"
)

// child is the server process. It says where it listens, and serves until it is
// told to end, or until the process that started it is gone.
func child(dir string) (status int) {
	if err := serve(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	return 0
}

func serve(dir string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() {
		io.Copy(io.Discard, os.Stdin) // ends with the process at the other end of the pipe
		os.Exit(3)
	}()
	db, err := storage.Open(dir, storage.Options{})
	if err != nil {
		return err
	}
	s, err := server.New(server.Config{
		Listen: "127.0.0.1:0", Noble: []string{}, Store: db, Version: "ordeal",
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return err
	}
	fmt.Println(s.URL())
	if err := s.Serve(ctx); err != nil {
		return err
	}
	return db.Close()
}
