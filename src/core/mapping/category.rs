//! Product categories (S7).

use crate::mapping::{Mapped, Run};
use crate::read::field::Field;
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::id;
use crate::wire::item::{Item, Mode, Record};
use crate::wire::record::Category;
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Reads the call, and maps it. None where it cannot be answered at all.
pub(crate) fn answer(call: snapshot::MapCategory, reader: &mut Reader) -> Option<Mapped> {
    Mapped::of(call.run, call.snapshot, reader, map)
}

/// A category that changed in the store: brought up to date at the backend, if it is there. New ones travel with the
/// products that are in them.
fn map(category: Box<snapshot::Category>, run: &Run, out: &mut Mapped) {
    let Some(category) = read(category, &mut Reader::new("snapshot", &mut out.issues)) else {
        return;
    };
    if run.products {
        out.items.push(item(category, run, Mode::Update));
    } else {
        out.skip("category", category.id, SkipReason::SwitchedOff);
    }
}

/// The categories of a product. One that has a fault is left out and reported.
pub(crate) fn of_product(
    reader: &mut Reader,
    list: Vec<Field<Box<snapshot::Category>>>,
) -> Vec<Category> {
    let mut categories = Vec::with_capacity(list.len());
    for (index, field) in list.into_iter().enumerate() {
        let mut reader = reader.element("categories", index);
        let mark = reader.mark();
        if let Some(category) = reader.element_struct(field) {
            categories.extend(self::read(category, &mut reader));
        }
        reader.downgrade_since(mark);
    }
    categories
}

pub(crate) fn item(category: Category, run: &Run, mode: Mode) -> Item {
    let stamp = run.stamp(None);
    run.item(
        "category",
        stamp,
        mode,
        Record::Category(Box::new(category)),
    )
}

fn read(category: Box<snapshot::Category>, reader: &mut Reader) -> Option<Category> {
    let object = reader.id("id", category.id, Need::Required);
    let name = reader.text("name", category.name, Need::Expected);
    let slug = reader.text("slug", category.slug, Need::Optional);
    let parent_id = reader.id("parentId", category.parent_id, Need::Optional);
    let url = reader.text("permalink", category.permalink, Need::Optional);
    Some(Category {
        id: object?,
        // Without a name it goes by its slug.
        name: name.or_else(|| slug.clone()).unwrap_or_default(),
        slug,
        parent_id: parent_id.filter(|parent| !id::is_none(parent)),
        url,
    })
}
