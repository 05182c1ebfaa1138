/** What a line of shell is made of: quotes, variables and continued lines, as the examples use them, and nothing else. */
function words(script: string, variables: Record<string, string>): string[] {
  const expand = (text: string) =>
    text.replace(/\$(\w+)/g, (_all, name: string) => {
      const value = variables[name]
      if (value === undefined) throw new Error(`$${name} is not set`)
      return value
    })
  const found = [...script.matchAll(/"([^"]*)"|'([^']*)'|\\\n|[^\s'"\\]+/g)]
  return found
    .filter(([all]) => all !== '\\\n')
    .map(([all, double, single]) => single ?? expand(double ?? all))
}

/**
 * Does what the `curl` command of an example would do: there is none on every machine the tests run on. Throws for an option
 * that it does not know.
 */
export async function curl(script: string, variables: Record<string, string>): Promise<Response> {
  const [command, ...rest] = words(script, variables)
  if (command !== 'curl') throw new Error(`not curl: ${command}`)
  const headers: Record<string, string> = {}
  let url: string | undefined
  let body: string | undefined
  while (rest.length > 0) {
    const word = rest.shift()!
    if (word === '-H') {
      const [name = '', ...value] = rest.shift()!.split(': ')
      headers[name] = value.join(': ')
    } else if (word === '-d') body = rest.shift()
    else if (word.startsWith('http')) url = word
    else if (word !== '--no-buffer') throw new Error(`curl has no ${word} here`)
  }
  if (!url) throw new Error('curl was given no address')
  return fetch(url, { method: body === undefined ? 'GET' : 'POST', headers, body })
}
