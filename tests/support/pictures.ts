/** The beginning of a PNG of so many pixels: as much as its size is read from. */
export function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(33)
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').copy(header)
  header.writeUInt32BE(13, 8)
  header.write('IHDR', 12)
  header.writeUInt32BE(width, 16)
  header.writeUInt32BE(height, 20)
  header.writeUInt8(8, 24)
  header.writeUInt8(2, 25)
  return header
}

/** The same of a GIF. */
export function gif(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.write('GIF89a')
  header.writeUInt16LE(width, 6)
  header.writeUInt16LE(height, 8)
  return header
}

/** The same of a JPEG: a start, a comment to be passed over, and a frame. */
export function jpeg(width: number, height: number): Buffer {
  const app = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')
  const frame = Buffer.from('ffc0001108000000000301220002110103110100ffd9', 'hex')
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([app, frame])
}

/** The same of a lossless WebP. */
export function webp(width: number, height: number): Buffer {
  const body = Buffer.alloc(30)
  body.write('RIFF')
  body.writeUInt32LE(22, 4)
  body.write('WEBPVP8X', 8)
  body.writeUInt32LE(10, 16)
  body.writeUIntLE(width - 1, 24, 3)
  body.writeUIntLE(height - 1, 27, 3)
  return body
}
