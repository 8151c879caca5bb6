//! Product categories.

use crate::read::field::Text;
use crate::read::snapshot;
use crate::snapshot::run::map_call;

map_call! {
    /// A category that changed, to be mapped.
    MapCategory: Category
}

snapshot! {
    /// A product category.
    Category {
        /// Term id.
        id / "id": Text,
        /// Name.
        name / "name": Text,
        /// Slug.
        slug / "slug": Text,
        /// Term id of the parent; "0" at the top.
        parent_id / "parentId": Text,
        /// Address of the category's page.
        permalink / "permalink": Text,
    }
}
