import { Credits } from '@/components/ui/amount'
import type { PricedModel } from '@/lib/ai/models'
import { planKeys, plans, type Feature } from '@/lib/catalogue'

/** The plans that include a feature, by their names. */
function includedIn(feature: Feature | null): string {
  const included = planKeys.filter(
    (key) => feature === null || (plans[key].features as readonly Feature[]).includes(feature),
  )
  if (included.length === planKeys.length) return 'every plan'
  return included.map((key) => plans[key].name).join(', ')
}

/** What the models cost now, and who may choose them. One that has no price cannot be chosen and is not listed. */
export function PriceList({ models }: { models: PricedModel[] }) {
  return (
    <table className="w-full border-t-2 border-ink text-sm">
      <thead>
        <tr className="border-b border-rule text-left text-soft">
          <th scope="col" className="py-3 font-normal">
            Model
          </th>
          <th scope="col" className="py-3 pl-4 font-normal max-md:hidden">
            Included in
          </th>
          <th scope="col" className="py-3 pl-4 text-right font-normal">
            1,000 tokens read
          </th>
          <th scope="col" className="py-3 pl-4 text-right font-normal">
            1,000 written
          </th>
          <th scope="col" className="py-3 pl-4 text-right font-normal max-sm:hidden">
            A typical question
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map(
          ({ id, name, description, feature, price, typicalCost }) =>
            price &&
            typicalCost !== null && (
              <tr key={id} className="border-b border-rule align-baseline">
                <th scope="row" className="py-3 text-left font-medium">
                  {name}
                  <span className="block text-xs font-normal text-soft">{description}</span>
                  <span className="block text-xs font-normal text-soft md:hidden">
                    In {includedIn(feature)}
                  </span>
                </th>
                <td className="py-3 pl-4 text-soft max-md:hidden">{includedIn(feature)}</td>
                <td className="py-3 pl-4 text-right">
                  <Credits amount={price.input} />
                </td>
                <td className="py-3 pl-4 text-right">
                  <Credits amount={price.output} />
                </td>
                <td className="py-3 pl-4 text-right max-sm:hidden">
                  about <Credits amount={typicalCost} decimals={1} />
                </td>
              </tr>
            ),
        )}
      </tbody>
    </table>
  )
}
