import { createHash } from 'node:crypto'
import { encodePng } from './png'

type Colour = readonly [number, number, number]
type Palette = { top: Colour; horizon: Colour; sun: Colour; near: Colour; far: Colour }

/** What a prompt may name, and how that looks. The last one serves whatever is not named. */
const palettes: { words: RegExp; palette: Palette }[] = [
  {
    words: /night|moon|star|midnight|dark|space/i,
    palette: {
      top: [10, 16, 38],
      horizon: [52, 66, 110],
      sun: [236, 236, 220],
      near: [8, 12, 24],
      far: [40, 52, 92],
    },
  },
  {
    words: /sunset|sunrise|dusk|dawn|evening|autumn|fire|orange|red/i,
    palette: {
      top: [58, 44, 92],
      horizon: [247, 158, 96],
      sun: [255, 226, 158],
      near: [52, 24, 44],
      far: [206, 106, 92],
    },
  },
  {
    words: /sea|ocean|wave|water|lake|river|blue|ice|winter|snow/i,
    palette: {
      top: [128, 182, 214],
      horizon: [232, 240, 236],
      sun: [255, 250, 230],
      near: [14, 62, 92],
      far: [112, 166, 190],
    },
  },
  {
    words: /desert|sand|dune|gold|yellow|bread|bakery|coffee|cheese/i,
    palette: {
      top: [214, 190, 150],
      horizon: [250, 234, 200],
      sun: [255, 248, 224],
      near: [120, 72, 34],
      far: [222, 178, 116],
    },
  },
  {
    words: /flower|rose|pink|spring|love|cat|candy/i,
    palette: {
      top: [222, 178, 202],
      horizon: [252, 230, 222],
      sun: [255, 246, 236],
      near: [110, 46, 84],
      far: [214, 140, 168],
    },
  },
  {
    words: /./s,
    palette: {
      top: [176, 206, 200],
      horizon: [244, 240, 222],
      sun: [255, 246, 214],
      near: [20, 58, 48],
      far: [138, 178, 158],
    },
  },
]

const mix = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]

/** Fractions from 0 to 1, the same for a text at every time. */
function fractionsOf(text: string): () => number {
  let block = createHash('sha256').update(text).digest()
  let at = 0
  return () => {
    if (at + 4 > block.length) {
      block = createHash('sha256').update(block).digest()
      at = 0
    }
    at += 4
    return block.readUInt32BE(at - 4) / 2 ** 32
  }
}

/** A ridge: how high a range of hills stands at each column, as a share of the picture's height. */
function ridge(width: number, base: number, height: number, next: () => number): Float64Array {
  const waves = Array.from({ length: 5 }, (_wave, index) => ({
    length: (0.4 + next()) * 2 ** index * 3,
    phase: next() * Math.PI * 2,
    size: height / 1.9 ** index,
  }))
  return Float64Array.from({ length: width }, (_column, x) =>
    waves.reduce(
      (sum, { length, phase, size }) => sum + Math.sin((x / width) * length + phase) * size,
      base,
    ),
  )
}

const layers = 6

/** A landscape under a sky, its colours from what the prompt names, its shapes from its words: the same for the same prompt. */
export function paint(prompt: string, size: { width: number; height: number }): Buffer {
  const { width, height } = size
  const next = fractionsOf(`${prompt} ${width}×${height}`)
  const palette = palettes.find(({ words }) => words.test(prompt))!.palette
  const sun = {
    x: (0.2 + 0.6 * next()) * width,
    y: (0.18 + 0.25 * next()) * height,
    radius: (0.05 + 0.07 * next()) * Math.min(width, height),
  }
  const ridges = Array.from({ length: layers }, (_ridge, index) => {
    const near = index / (layers - 1)
    const base = 0.5 + near * 0.42
    return {
      tops: ridge(width, base, 0.03 + 0.05 * next() * (1 - near * 0.4), next),
      colour: mix(palette.far, palette.near, near),
    }
  })
  const rgb = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y += 1) {
    const share = y / height
    const sky = mix(palette.top, palette.horizon, Math.min(1, share / 0.62))
    for (let x = 0; x < width; x += 1) {
      let colour = sky
      const distance = Math.hypot(x - sun.x, y - sun.y)
      if (distance < sun.radius * 6)
        colour = mix(colour, palette.sun, 0.4 * (1 - distance / (sun.radius * 6)) ** 2)
      // The disc's edge is drawn over two pixels, so that it is no staircase.
      colour = mix(colour, palette.sun, Math.min(1, Math.max(0, (sun.radius - distance) / 2 + 0.5)))
      for (const { tops, colour: hill } of ridges) {
        const depth = (share - tops[x]!) * height
        if (depth < -1) continue
        const haze = mix(hill, palette.horizon, Math.max(0, 0.35 - depth / height))
        colour = mix(colour, haze, Math.min(1, depth + 1))
      }
      const at = (y * width + x) * 3
      rgb[at] = colour[0]
      rgb[at + 1] = colour[1]
      rgb[at + 2] = colour[2]
    }
  }
  return encodePng(width, height, rgb)
}
