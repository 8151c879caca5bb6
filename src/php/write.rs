//! Writes an answer as JSON text, piece by piece, into the host's buffer. The result is byte-equal to what
//! `serde_json` prints. Only what answers are made of can be written.

use crate::error::Failed;
use crate::host::{
    again, begin_text, boolean, end_text, int, keep, write_first, write_next, write_piece,
    write_raw, write_text,
};
use core::ptr;
use serde::Serialize;
use serde::ser::{Impossible, SerializeSeq, SerializeStruct, SerializeTupleStruct, Serializer};
use storewire_core::value::joined;
use storewire_core::wire::{once, text};

/// The host's buffer. Within a text, pieces of it are written instead of values.
pub struct Json<const WITHIN: bool = false>;

/// A text of several pieces, begun.
pub struct Joined;

/// A list or a struct, begun.
pub struct Begun {
    empty: bool,
}

impl<const WITHIN: bool> Serializer for Json<WITHIN> {
    type Ok = ();
    type Error = Failed;
    type SerializeSeq = Begun;
    type SerializeStruct = Begun;
    type SerializeTuple = Impossible<(), Failed>;
    type SerializeTupleStruct = Joined;
    type SerializeTupleVariant = Impossible<(), Failed>;
    type SerializeMap = Impossible<(), Failed>;
    type SerializeStructVariant = Impossible<(), Failed>;

    #[inline]
    fn is_human_readable(&self) -> bool {
        false
    }
    #[inline]
    fn serialize_bool(self, value: bool) -> Result<(), Failed> {
        boolean(value.into());
        Ok(())
    }
    #[inline]
    fn serialize_i8(self, value: i8) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }
    #[inline]
    fn serialize_i16(self, value: i16) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }
    #[inline]
    fn serialize_i32(self, value: i32) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }
    #[inline]
    fn serialize_i64(self, value: i64) -> Result<(), Failed> {
        int(value);
        Ok(())
    }
    #[inline]
    fn serialize_u8(self, value: u8) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }
    #[inline]
    fn serialize_u16(self, value: u16) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }
    #[inline]
    fn serialize_u32(self, value: u32) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }
    #[inline]
    fn serialize_u64(self, value: u64) -> Result<(), Failed> {
        self.serialize_i64(i64::try_from(value).map_err(|_| Failed)?)
    }
    fn serialize_f32(self, _: f32) -> Result<(), Failed> {
        Err(Failed)
    }
    fn serialize_f64(self, _: f64) -> Result<(), Failed> {
        Err(Failed)
    }
    fn serialize_char(self, _: char) -> Result<(), Failed> {
        Err(Failed)
    }
    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Failed> {
        if WITHIN {
            write_piece(value);
        } else {
            write_text(value);
        }
        Ok(())
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<(), Failed> {
        Err(Failed)
    }
    #[inline]
    fn serialize_none(self) -> Result<(), Failed> {
        write_raw("null");
        Ok(())
    }
    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Failed> {
        value.serialize(self)
    }
    #[inline]
    fn serialize_unit(self) -> Result<(), Failed> {
        self.serialize_none()
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Failed> {
        self.serialize_none()
    }
    #[inline]
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Failed> {
        if WITHIN {
            write_raw(variant);
        } else {
            write_text(variant);
        }
        Ok(())
    }
    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        if name == text::NAME {
            begin_text();
            value.serialize(self)?;
            end_text();
            return Ok(());
        }
        if name != once::NAME {
            return value.serialize(self);
        }
        // Nothing is given back before the answer is written: an address is that of one value only.
        let number = ptr::from_ref(value).addr();
        if again(number) == 0 {
            value.serialize(self)?;
            keep(number);
        }
        Ok(())
    }
    #[inline]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        write_first(variant);
        value.serialize(self)?;
        write_raw("}");
        Ok(())
    }
    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Result<Begun, Failed> {
        write_raw("[");
        Ok(Begun { empty: true })
    }
    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Begun, Failed> {
        Ok(Begun { empty: true })
    }
    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Failed> {
        Err(Failed)
    }
    #[inline]
    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Joined, Failed> {
        if name != joined::NAME {
            return Err(Failed);
        }
        write_raw("\"");
        Ok(Joined)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Failed> {
        Err(Failed)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Failed> {
        Err(Failed)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Failed> {
        Err(Failed)
    }
}

impl SerializeTupleStruct for Joined {
    type Ok = ();
    type Error = Failed;

    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        value.serialize(Json::<true>)
    }
    #[inline]
    fn end(self) -> Result<(), Failed> {
        write_raw("\"");
        Ok(())
    }
}

impl SerializeSeq for Begun {
    type Ok = ();
    type Error = Failed;

    #[inline]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        if !self.empty {
            write_raw(",");
        }
        self.empty = false;
        value.serialize(Json::<false>)
    }
    #[inline]
    fn end(self) -> Result<(), Failed> {
        write_raw("]");
        Ok(())
    }
}

impl SerializeStruct for Begun {
    type Ok = ();
    type Error = Failed;

    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        if self.empty {
            write_first(name);
        } else {
            write_next(name);
        }
        self.empty = false;
        value.serialize(Json::<false>)
    }
    #[inline]
    fn end(self) -> Result<(), Failed> {
        if self.empty {
            write_raw("{");
        }
        write_raw("}");
        Ok(())
    }
}
