//! What taoxi knows of Chinese, for every stage. Knows no stage.

pub mod class;
pub mod fold;
pub mod likely;
