import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { context, diag, propagation, trace } from '@opentelemetry/api'
import { decodeSpans, type CollectedSpan } from './otlp-decode'

/** A span with what happened under it, in the order it began. */
export type SpanTree = { name: string; attributes: CollectedSpan['attributes']; under: SpanTree[] }

/** Who listens is kept by the packages for the whole process, and that is shared by the files of a run. */
function forgetTelemetry(): void {
  for (const api of [trace, context, propagation, diag]) api.disable()
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
}

/** A collector for `POST /v1/traces` as OTLP over HTTP has it; the environment points the exporter at it. */
export async function otlpCollector() {
  forgetTelemetry()
  const bodies: Buffer[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method === 'POST' && request.url === '/v1/traces')
        bodies.push(Buffer.concat(chunks))
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const goAway = () => new Promise<void>((resolve) => server.close(() => resolve()))
  const spans = () => bodies.flatMap(decodeSpans)

  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    /** All that has left the process, to look for words in. */
    raw: () => Buffer.concat(bodies).toString('utf8'),
    reset: () => bodies.splice(0),
    /** The tree below the one span of this name, from any span above it. */
    tree(name: string): SpanTree {
      const all = spans().toSorted((a, b) => Number(a.start - b.start))
      const treeOf = ({ spanId, name, attributes }: CollectedSpan): SpanTree => ({
        name,
        attributes,
        under: all.filter(({ parentId }) => parentId === spanId).map(treeOf),
      })
      const [root, ...others] = all.filter((span) => span.name === name)
      if (!root || others.length > 0)
        throw new Error(
          `${others.length + (root ? 1 : 0)} spans ${name} in ${all.map((one) => one.name).join(', ')}`,
        )
      return treeOf(root)
    },
    /** Is reached no more, while spans are still sent to it. */
    goAway,
    close: async () => {
      forgetTelemetry()
      await goAway()
    },
  }
}

/** A tree's names, indented: what a test compares. */
export const outline = ({ name, under }: SpanTree, depth = 0): string[] => [
  `${'  '.repeat(depth)}${name}`,
  ...under.flatMap((span) => outline(span, depth + 1)),
]

/** Every span of a tree, the first one first. */
export const flat = (tree: SpanTree): SpanTree[] => [tree, ...tree.under.flatMap(flat)]
