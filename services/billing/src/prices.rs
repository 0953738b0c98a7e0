//! Which Stripe price a plan is sold at: an allow-list, so that no client can name a price.

use std::collections::BTreeMap;

use crate::plan::PlanId;

/// Prices by plan, as configured by `stripe_prices`: the first is what the plan is sold at, the
/// others are what people still pay who came earlier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices(BTreeMap<PlanId, Vec<String>>);

impl Prices {
    /// Reads `plus=price_123,pro=price_456|price_older`.
    ///
    /// # Errors
    /// A sentence that says which entry is wrong, and how.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut prices = Self::default();
        for entry in text.split(',').map(str::trim) {
            let Some((plan, listed)) = entry.split_once('=') else {
                return Err(format!("`{entry}` is not plan=price, as in plus=price_123,pro=price_456"));
            };
            let plan = plan.trim();
            let Some(plan) = PlanId::named(plan).filter(|plan| *plan != PlanId::Free) else {
                return Err(format!("`{plan}` is not a plan that can be sold; those are plus and pro"));
            };
            if prices.0.contains_key(&plan) {
                return Err(format!("{plan} is there twice"));
            }
            for price in listed.split('|').map(str::trim) {
                prices.add(plan, price)?;
            }
        }
        Ok(prices)
    }

    fn add(&mut self, plan: PlanId, price: &str) -> Result<(), String> {
        let known_characters = price.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if price.is_empty() || !known_characters {
            return Err(format!("`{price}` for {plan} is not the id of a Stripe price"));
        }
        if self.plan(price).is_some() {
            return Err(format!("`{price}` stands for two plans"));
        }
        self.0.entry(plan).or_default().push(price.to_owned());
        Ok(())
    }

    /// The price at which a plan is sold; `None` if it is not for sale.
    #[must_use]
    pub fn of(&self, plan: PlanId) -> Option<&str> {
        self.0.get(&plan)?.first().map(String::as_str)
    }

    /// The plan that is, or was, sold at a price.
    #[must_use]
    pub fn plan(&self, price: &str) -> Option<PlanId> {
        self.0.iter().find(|(_, of)| of.iter().any(|of| of == price)).map(|(plan, _)| *plan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_prices() {
        let prices = Prices::parse("plus=price_123, pro = price_456").expect("valid");
        assert_eq!(prices.of(PlanId::Plus), Some("price_123"));
        assert_eq!(prices.of(PlanId::Pro), Some("price_456"));
        assert_eq!(prices.of(PlanId::Free), None);
        assert_eq!(prices.plan("price_456"), Some(PlanId::Pro));
        assert_eq!(prices.plan("price_789"), None);
        let prices = Prices::parse("plus=price_2 | price_1").expect("valid");
        assert_eq!((prices.of(PlanId::Plus), prices.plan("price_1")), (Some("price_2"), Some(PlanId::Plus)));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, complaint) in [
            ("", "`` is not plan=price"),
            ("plus", "`plus` is not plan=price"),
            ("plus=price_1,", "`` is not plan=price"),
            ("free=price_1", "`free` is not a plan that can be sold"),
            ("gold=price_1", "`gold` is not a plan that can be sold"),
            ("plus=", "`` for plus is not the id"),
            ("plus=a b", "`a b` for plus is not the id"),
            ("plus=price_1,plus=price_2", "plus is there twice"),
            ("plus=price_1,pro=price_1", "`price_1` stands for two plans"),
            ("plus=price_1|", "`` for plus is not the id"),
            ("plus=price_1|price_1", "`price_1` stands for two plans"),
        ] {
            let error = Prices::parse(text).expect_err(text);
            assert!(error.contains(complaint), "{text}: {error}");
        }
    }
}
