const paths = (text: string) => text.match(/static\/chunks\/[\w~.-]+\.js/g) ?? []

/**
 * The scripts a page names, in its tags and in what React reads to bring it to life: all that its first view loads. Those with
 * `nomodule` are for browsers too old to run anything of the page; none that runs it loads them.
 */
export function scriptsOf(html: string): string[] {
  const forOldBrowsers = (html.match(/<script\b[^>]*\bnomodule\b[^>]*>/gi) ?? []).flatMap(paths)
  return [...new Set(paths(html))].filter((path) => !forOldBrowsers.includes(path))
}
