// The library dials localhost at port 2846 and nothing else. Where that is another
// server's, loading this leads its connections to NOBLE_SERVER, host:port. The
// library stays as it was published.

const net = require('node:net');

const connect = net.connect;
net.connect = (options, ...rest) => {
  if (Number(options?.port) !== 2846) return connect(options, ...rest);
  const { hostname, port } = new URL(`tcp://${process.env.NOBLE_SERVER}`);
  return connect({ ...options, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }, ...rest);
};
