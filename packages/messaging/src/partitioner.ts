import kafkajs from 'kafkajs';

const kafkaPartitioner = kafkajs.Partitioners.DefaultPartitioner();
const shapes = new Map<number, Parameters<typeof kafkaPartitioner>[0]['partitionMetadata']>();

/** The partition (or lane) of a key: the very function of the Kafka producer, so that every driver agrees. */
export function partitionOf(key: string, partitions: number): number {
  return kafkaPartitioner({
    topic: '',
    partitionMetadata: shapeOf(partitions),
    message: { key, value: null },
  });
}

function shapeOf(partitions: number) {
  let shape = shapes.get(partitions);
  if (!shape) {
    shape = Array.from({ length: partitions }, (_, partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 0,
      replicas: [],
      isr: [],
    }));
    shapes.set(partitions, shape);
  }
  return shape;
}
