module locktwin

go 1.26
