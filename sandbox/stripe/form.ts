export type FormValue = string | FormValue[] | { [key: string]: FormValue }
export type Form = { [key: string]: FormValue }

type Tree = { [key: string]: string | Tree }

/** `items[0][price]` → `['items', '0', 'price']`; `expand[]` → `['expand', '']`. */
function segments(key: string): string[] {
  const head = key.indexOf('[')
  if (head < 0) return [key]
  return [key.slice(0, head), ...[...key.slice(head).matchAll(/\[([^\]]*)\]/g)].map((m) => m[1]!)]
}

function write(tree: Tree, [first = '', ...rest]: string[], value: string): void {
  const key = first === '' ? String(Object.keys(tree).length) : first
  if (rest.length === 0) {
    tree[key] = value
    return
  }
  const below = tree[key]
  const child: Tree = typeof below === 'object' ? below : (Object.create(null) as Tree)
  tree[key] = child
  write(child, rest, value)
}

function settle(node: string | Tree): FormValue {
  if (typeof node === 'string') return node
  const keys = Object.keys(node)
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key)))
    return keys.toSorted((a, b) => Number(a) - Number(b)).map((key) => settle(node[key]!))
  return Object.fromEntries(keys.map((key) => [key, settle(node[key]!)]))
}

/** Stripe's nested form encoding, for bodies and query strings alike. */
export function parseForm(encoded: string): Form {
  const tree = Object.create(null) as Tree
  for (const [key, value] of new URLSearchParams(encoded)) write(tree, segments(key), value)
  return settle(tree) as Form
}
