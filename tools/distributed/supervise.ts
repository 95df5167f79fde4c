// The process behind `pnpm distributed up`: it keeps the platform until it is told to stop.
import { clusterFolder, removeState, writeState, type ClusterState } from './state.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { runTool } from '../lib/workspace.ts';

const stateIntervalMs = 2_000;

await runTool(async () => {
  writeState({ pid: process.pid, phase: 'starting', graphqlUrls: [], members: [] });
  try {
    const cluster = await startCluster({ folder: clusterFolder, log: console.log });
    writeState(stateOf(cluster, 'ready'));
    // A service that ended by itself is back under another process id.
    const refresh = setInterval(() => writeState(stateOf(cluster, 'ready')), stateIntervalMs);
    await toldToStop();
    clearInterval(refresh);
    writeState(stateOf(cluster, 'stopping'));
    await cluster.stop();
  } finally {
    removeState();
  }
});
process.exit();

function stateOf(cluster: Cluster, phase: ClusterState['phase']): ClusterState {
  const ports: Readonly<Record<string, number>> = cluster.ports;
  const pids = cluster.pids();
  return {
    pid: process.pid,
    phase,
    graphqlUrls: cluster.graphqlUrls,
    mailUrl: cluster.mailUrl,
    simulatorUrl: cluster.simulatorUrl,
    partnerKey: cluster.partnerKey,
    members: cluster.names.map((name) => ({ name, port: ports[name], pid: pids[name] })),
  };
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}
