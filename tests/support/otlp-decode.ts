type Value = string | number | boolean | undefined

export type CollectedSpan = {
  spanId: string
  parentId: string
  name: string
  start: bigint
  attributes: Record<string, Value>
  status: { code: number; message: string }
  events: { name: string; attributes: Record<string, Value> }[]
}

type Field = { number: number; bytes: Buffer; integer: bigint }

/** The fields of a protobuf message. Source: protobuf.dev, "Encoding". */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at)
      at += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const tag = Number(varint())
    const wire = tag & 7
    const field: Field = { number: tag >> 3, bytes: Buffer.alloc(0), integer: 0n }
    if (wire === 0) field.integer = varint()
    else {
      const length = wire === 2 ? Number(varint()) : wire === 1 ? 8 : 4
      field.bytes = message.subarray(at, at + length)
      at += length
      if (wire === 1) field.integer = field.bytes.readBigUInt64LE()
    }
    fields.push(field)
  }
  return fields
}

const all = (fields: Field[], number: number) => fields.filter((field) => field.number === number)
const inside = (messages: Buffer[], number: number) =>
  messages.flatMap((message) => all(fieldsOf(message), number).map(({ bytes }) => bytes))
const text = (fields: Field[], number: number) => all(fields, number)[0]?.bytes.toString() ?? ''
const hex = (fields: Field[], number: number) => all(fields, number)[0]?.bytes.toString('hex') ?? ''
const integer = (fields: Field[], number: number) => all(fields, number)[0]?.integer ?? 0n

// AnyValue: 1 string, 2 bool, 3 int, 4 double; lists are left as they are on the wire.
function valueOf(message: Buffer): Value {
  const [field] = fieldsOf(message)
  if (!field) return undefined
  if (field.number === 2) return field.integer === 1n
  if (field.number === 3) return Number(BigInt.asIntN(64, field.integer))
  if (field.number === 4) return field.bytes.readDoubleLE()
  return field.bytes.toString()
}

const attributesOf = (fields: Field[], number: number) =>
  Object.fromEntries(
    all(fields, number).map(({ bytes }) => {
      const pair = fieldsOf(bytes)
      return [text(pair, 1), valueOf(all(pair, 2)[0]?.bytes ?? Buffer.alloc(0))]
    }),
  )

/** The spans of an `ExportTraceServiceRequest`. Source: opentelemetry-proto, trace/v1/trace.proto. */
export function decodeSpans(request: Buffer): CollectedSpan[] {
  return inside(inside(inside([request], 1), 2), 2).map((message) => {
    const fields = fieldsOf(message)
    const status = all(fields, 15)[0]
    const statusFields = status ? fieldsOf(status.bytes) : []
    return {
      spanId: hex(fields, 2),
      parentId: hex(fields, 4),
      name: text(fields, 5),
      start: integer(fields, 7),
      attributes: attributesOf(fields, 9),
      status: { code: Number(integer(statusFields, 3)), message: text(statusFields, 2) },
      events: all(fields, 11).map(({ bytes }) => {
        const event = fieldsOf(bytes)
        return { name: text(event, 2), attributes: attributesOf(event, 3) }
      }),
    }
  })
}
