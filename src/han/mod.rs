//! What taoxi knows of Chinese, for every stage. Knows no stage.

pub mod bracketed;
pub mod class;
pub mod fold;
pub mod gbk;
pub mod likely;
pub(crate) mod pairs;
pub mod pinyin;
pub(crate) mod spaced;
pub(crate) mod width;
