// Loaded into a gateway with `--expose-gc --import`: at SIGUSR2 it collects garbage and prints `heap <bytes>`.
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  console.log(`heap ${process.memoryUsage().heapUsed}`);
});
