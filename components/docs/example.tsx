import { Code } from '@/components/marketing/code'
import { exampleCode, examples, type ExampleName, type Language } from './examples'
import { LanguageTabs } from './language-tabs'

const names: Record<Language, string> = { sh: 'curl', ts: 'JavaScript' }

/** An example in each language it is there in. */
export function Example({ name }: { name: ExampleName }) {
  return (
    <LanguageTabs
      shown={examples[name].map((language) => ({
        name: names[language],
        code: (
          <Code
            code={exampleCode(name, language)}
            title={`docs/examples/api/${name}.${language}`}
          />
        ),
      }))}
    />
  )
}
