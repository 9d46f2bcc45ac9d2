/*
What two successive states of one rank of the book say was added to or taken from each side (Cont, Kukanov and Stoikov 2014, J. Financial
Econometrics 12:47–88, section 2; by rank Xu, Gould and Howison 2019, Market Microstructure and Liquidity 4). Cont, Cucuringu and Zhang (2023,
Quantitative Finance) print the branches in which a price worsens with the new quantity where the others have the old one: `ccz`.
*/

export const flowConventions = ['cks', 'ccz'] as const;

export type FlowConvention = (typeof flowConventions)[number];

/**
What one side gained: its new quantity where its price improved, the difference where it stayed, minus the old quantity where it worsened. The term of order-flow
imbalance is the bids' less the asks'.

@param better how the price moved: above 0 where it improved, 0 where it stayed, NaN where there is no state before.
@returns in the unit of the quantities; NaN where `better` is.
*/
export function sideFlow(better: number, quantityBefore: number, quantity: number, convention: FlowConvention): number {
	if (better > 0) return quantity;
	if (better === 0) return quantity - quantityBefore;
	if (better < 0) return convention === 'ccz' ? -quantity : -quantityBefore;
	return Number.NaN;
}
